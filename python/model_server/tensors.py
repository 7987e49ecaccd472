"""Tensors of the Open Inference Protocol v2: as JSON, and as the bytes of its binary extension."""

import struct


class BadRequest(Exception):
    """What the asker can put right; its text is sent to him."""


_NUMPY = {
    "BOOL": "?",
    "UINT8": "<u1",
    "UINT16": "<u2",
    "UINT32": "<u4",
    "UINT64": "<u8",
    "INT8": "<i1",
    "INT16": "<i2",
    "INT32": "<i4",
    "INT64": "<i8",
    "FP16": "<f2",
    "FP32": "<f4",
    "FP64": "<f8",
}


def decode(numpy, tensor, binary):
    """One input tensor as an array. `binary` holds its bytes when it came in the binary part, else None."""
    name = tensor.get("name")
    shape = tensor.get("shape")
    datatype = tensor.get("datatype")
    if not isinstance(name, str) or not isinstance(datatype, str):
        raise BadRequest("Every input needs a name and a datatype.")
    if not isinstance(shape, list) or not all(type(n) is int and n >= 0 for n in shape):
        raise BadRequest(f"Input '{name}': shape has to be a list of whole numbers.")
    if datatype not in _NUMPY and datatype not in ("BYTES", "BF16"):
        raise BadRequest(f"Input '{name}': datatype '{datatype}' is not known.")
    count = 1
    for n in shape:
        count *= n
    array = _from_json(numpy, name, datatype, tensor.get("data")) if binary is None else _from_binary(numpy, name, datatype, count, binary)
    if array.size != count:
        raise BadRequest(f"Input '{name}': its shape {shape} wants {count} elements, {array.size} were sent.")
    return array.reshape(shape)


def encode_json(numpy, name, array):
    """An output as JSON: data in row-major order."""
    datatype = datatype_of(array)
    flat = array.reshape(-1)
    if datatype == "BYTES":
        data = [_text(value) for value in flat.tolist()]
    elif datatype.startswith("FP") and not numpy.isfinite(flat).all():
        # JSON has no word for these.
        data = [value if value == value and abs(value) != float("inf") else None for value in flat.tolist()]
    else:
        data = flat.tolist()
    return {"name": name, "datatype": datatype, "shape": list(array.shape), "data": data}


def encode_binary(numpy, name, array):
    """An output's description and its bytes."""
    datatype = datatype_of(array)
    if datatype == "BYTES":
        parts = [_bytes(value) for value in array.reshape(-1).tolist()]
        body = b"".join(struct.pack("<I", len(part)) + part for part in parts)
    else:
        body = numpy.ascontiguousarray(array).astype(_NUMPY[datatype], copy=False).tobytes()
    described = {"name": name, "datatype": datatype, "shape": list(array.shape), "parameters": {"binary_data_size": len(body)}}
    return described, body


def datatype_of(array):
    """The protocol's word for an array's type."""
    kind, size = array.dtype.kind, array.dtype.itemsize * 8
    if kind == "b":
        return "BOOL"
    if kind in "iu" and size in (8, 16, 32, 64):
        return ("INT" if kind == "i" else "UINT") + str(size)
    if kind == "f":
        return f"FP{size}" if size in (16, 32, 64) else "FP64"
    return "BYTES"


def _from_json(numpy, name, datatype, data):
    if data is None:
        raise BadRequest(f"Input '{name}': data is missing.")
    flat = _flatten(data)
    if datatype == "BYTES":
        if not all(isinstance(value, str) for value in flat):
            raise BadRequest(f"Input '{name}': BYTES in JSON are strings.")
        return numpy.array(flat, dtype=object)
    try:
        if datatype == "BOOL" and not all(isinstance(value, bool) for value in flat):
            raise TypeError
        if any(isinstance(value, str) for value in flat):
            raise TypeError
        return numpy.array(flat, dtype="<f4" if datatype == "BF16" else _NUMPY[datatype])
    except (TypeError, ValueError, OverflowError):
        raise BadRequest(f"Input '{name}': its data does not fit the datatype {datatype}.") from None


def _flatten(data):
    if not isinstance(data, list):
        return [data]
    if not data or not isinstance(data[0], list):
        return data
    return [value for part in data for value in _flatten(part)]


def _from_binary(numpy, name, datatype, count, body):
    if datatype == "BYTES":
        return numpy.array(_split_bytes(name, body), dtype=object)
    if datatype == "BF16":
        if len(body) != 2 * count:
            raise BadRequest(f"Input '{name}': {2 * count} bytes are expected, {len(body)} were sent.")
        return (numpy.frombuffer(body, dtype="<u2").astype("<u4") << 16).view("<f4")
    dtype = numpy.dtype(_NUMPY[datatype])
    if len(body) != dtype.itemsize * count:
        raise BadRequest(f"Input '{name}': {dtype.itemsize * count} bytes are expected, {len(body)} were sent.")
    return numpy.frombuffer(body, dtype=dtype)


def _split_bytes(name, body):
    parts = []
    at = 0
    while at < len(body):
        if at + 4 > len(body):
            raise BadRequest(f"Input '{name}': its bytes end within a length.")
        (length,) = struct.unpack_from("<I", body, at)
        at += 4
        if at + length > len(body):
            raise BadRequest(f"Input '{name}': its bytes end within an element.")
        parts.append(bytes(body[at : at + length]))
        at += length
    return parts


def _text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _bytes(value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8")
