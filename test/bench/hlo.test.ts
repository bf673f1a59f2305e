import { readKernels } from '#bench/profile/hlo.js';
import { expect } from 'chai';

const module = `HloModule step

%fused_computation (p: f32[256,128]) -> f32[256,128] {
  %p = f32[256,128]{1,0} parameter(0)
  ROOT %big = f32[256,128]{1,0} add(%p, %p)
}

ENTRY %main (arg0: f32[256,64], arg1: f32[64,128]) -> (f32[256,128]) {
  %arg0 = f32[256,64]{1,0} parameter(0), metadata={op_name="a"}
  %arg1 = f32[64,128]{1,0} parameter(1)
  %dot.7 = f32[256,128]{1,0} dot(%arg0, %arg1), lhs_contracting_dims={1}, rhs_contracting_dims={0}, metadata={op_name="n/%x"}
  %add_fusion.1 = (f32[256,128]{1,0}, pred[256]{0}) fusion(%dot.7), kind=kLoop, calls=%fused_computation
  %part = f32[256,128]{1,0} get-tuple-element(%add_fusion.1), index=0
  ROOT %tuple = (f32[256,128]{1,0}) tuple(%part)
}
`;

describe("XLA's module as text", () => {
  it('is read as kernels with the bytes they move and the operations of their matrix products', () => {
    const [dot, fusion, ...others] = readKernels(module);
    expect(others).to.be.empty;
    expect(dot).to.deep.include({ op: 'dot', kind: 'dot', flops: 2 * 256 * 64 * 128 });
    expect(dot!.bytes).to.equal(4 * (256 * 64 + 64 * 128 + 256 * 128));
    expect(fusion).to.deep.include({ op: 'fusion', kind: 'add_fusion', flops: 0 });
    expect(fusion!.bytes).to.equal(4 * 2 * 256 * 128 + 256);
  });
});
