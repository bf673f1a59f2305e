import protobuf from 'protobufjs';

/** The part of TensorFlow's .proto files (tensorflow/core/framework and protobuf) that a SavedModel of ours has. */
const schema = `
syntax = "proto3";
message TensorShapeProto {
  message Dim { int64 size = 1; }
  repeated Dim dim = 2;
  bool unknown_rank = 3;
}
message TensorProto { int32 dtype = 1; TensorShapeProto tensor_shape = 2; bytes tensor_content = 4; }
message NameAttrList { string name = 1; map<string, AttrValue> attr = 2; }
message AttrValue {
  message ListValue {
    repeated bytes s = 2;
    repeated int64 i = 3;
    repeated float f = 4;
    repeated bool b = 5;
    repeated int32 type = 6;
    repeated TensorShapeProto shape = 7;
  }
  oneof value {
    ListValue list = 1;
    bytes s = 2;
    int64 i = 3;
    float f = 4;
    bool b = 5;
    int32 type = 6;
    TensorShapeProto shape = 7;
    TensorProto tensor = 8;
    NameAttrList func = 10;
  }
}
message NodeDef { string name = 1; string op = 2; repeated string input = 3; map<string, AttrValue> attr = 5; }
message VersionDef { int32 producer = 1; int32 min_consumer = 2; }
message OpDef {
  message ArgDef { string name = 1; int32 type = 3; }
  string name = 1;
  repeated ArgDef input_arg = 2;
  repeated ArgDef output_arg = 3;
}
message FunctionDef {
  OpDef signature = 1;
  map<string, AttrValue> attr = 5;
  repeated NodeDef node_def = 3;
  map<string, string> ret = 4;
}
message FunctionDefLibrary { repeated FunctionDef function = 1; }
message GraphDef { repeated NodeDef node = 1; VersionDef versions = 4; FunctionDefLibrary library = 2; }
message TensorInfo { string name = 1; int32 dtype = 2; TensorShapeProto tensor_shape = 3; }
message SignatureDef { map<string, TensorInfo> inputs = 1; map<string, TensorInfo> outputs = 2; string method_name = 3; }
message MetaGraphDef {
  message MetaInfoDef { repeated string tags = 4; }
  MetaInfoDef meta_info_def = 1;
  GraphDef graph_def = 2;
  map<string, SignatureDef> signature_def = 5;
}
message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
`;

export interface ShapeProto {
  readonly dim?: readonly { readonly size: number }[];
  readonly unknownRank?: boolean;
}

export interface AttrValue {
  readonly list?: object;
  readonly s?: Uint8Array;
  readonly i?: number;
  readonly f?: number;
  readonly b?: boolean;
  readonly type?: number;
  readonly shape?: ShapeProto;
  readonly tensor?: { readonly dtype: number; readonly tensorShape: ShapeProto; readonly tensorContent: Uint8Array };
  readonly func?: { readonly name: string };
}

export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, AttrValue>>;
}

export interface FunctionDef {
  readonly signature: {
    readonly name: string;
    readonly inputArg: readonly { readonly name: string; readonly type: number }[];
    readonly outputArg: readonly { readonly name: string; readonly type: number }[];
  };
  readonly attr: Readonly<Record<string, AttrValue>>;
  readonly nodeDef: readonly NodeDef[];
  readonly ret: Readonly<Record<string, string>>;
}

export interface GraphDef {
  readonly node: readonly NodeDef[];
  readonly versions: { readonly producer: number };
  readonly library: { readonly function: readonly FunctionDef[] };
}

export interface TensorInfo {
  readonly name: string;
  readonly dtype: number;
  readonly tensorShape: ShapeProto;
}

export interface SignatureDef {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly outputs: Readonly<Record<string, TensorInfo>>;
  readonly methodName: string;
}

/** The bytes of a `saved_model.pb` with one graph, tagged 'serve'. */
export function encodeSavedModel(graphDef: GraphDef, signatureDef: Readonly<Record<string, SignatureDef>>): Uint8Array {
  const savedModel = protobuf.parse(schema).root.lookupType('SavedModel');
  const message = savedModel.fromObject({
    savedModelSchemaVersion: 1,
    metaGraphs: [{ metaInfoDef: { tags: ['serve'] }, graphDef, signatureDef }],
  });
  return savedModel.encode(message).finish();
}
