export { errorCatalogue, exitCodes, type ErrorCode } from './catalogue.js';
export { SaddleError, isSaddleError, formatPosition, type ErrorDetails, type SourcePosition } from './error.js';
export { nearest, suggest } from './nearest.js';
