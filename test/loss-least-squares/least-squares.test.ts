import { leastSquares } from '@saddle/loss-least-squares';
import { describeLossAgainstTorch } from '../support/losses-against-torch.js';

describeLossAgainstTorch(leastSquares);
