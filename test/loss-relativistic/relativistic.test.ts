import { relativistic } from '@saddle/loss-relativistic';
import { describeLossAgainstTorch } from '../support/losses-against-torch.js';

describeLossAgainstTorch(relativistic);
