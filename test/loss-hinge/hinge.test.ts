import { hinge } from '@saddle/loss-hinge';
import { describeLossAgainstTorch } from '../support/losses-against-torch.js';

describeLossAgainstTorch(hinge);
