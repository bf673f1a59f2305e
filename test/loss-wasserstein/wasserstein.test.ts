import { wasserstein } from '@saddle/loss-wasserstein';
import { describeLossAgainstTorch } from '../support/losses-against-torch.js';

describeLossAgainstTorch(wasserstein);
