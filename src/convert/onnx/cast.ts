import type { GraphBuilder, Value } from './graph-builder.ts';
import { TensorProto_DataType } from './onnx_pb.ts';

export function castToFloat32(g: GraphBuilder, value: Value): Value {
  return g.op('Cast', [value], { to: TensorProto_DataType.FLOAT });
}
