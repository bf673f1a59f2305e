import { minimax } from '@saddle/loss-minimax';
import { describeCrossEntropyLoss } from '../support/cross-entropy-loss.js';

describeCrossEntropyLoss(minimax, 'minimax');
