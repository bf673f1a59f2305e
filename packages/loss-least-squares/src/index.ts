export { default as leastSquares } from './least-squares.js';
