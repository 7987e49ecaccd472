"""One inference: from the bytes of a request to the bytes of its answer."""

import json

from tensors import BadRequest, decode, encode_binary, encode_json

try:
    import orjson

    def _loads(body):
        return orjson.loads(body)

    def dumps(value):
        return orjson.dumps(value)

except ModuleNotFoundError:

    def _loads(body):
        return json.loads(body)

    def dumps(value):
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def infer(model, name, version, body, header_length):
    """
    Answers an infer request. `header_length` is the length of its JSON part when tensors follow in binary, else None.
    Returns the body and, when the answer holds binary tensors, the length of its JSON part.
    """
    request = _parse(body if header_length is None else body[:header_length])
    arrays = _inputs(model, request, memoryview(body)[header_length:] if header_length is not None else None)
    asked = request.get("outputs")
    if asked is not None and (not isinstance(asked, list) or not all(isinstance(o, dict) and isinstance(o.get("name"), str) for o in asked)):
        raise BadRequest("outputs has to be a list of objects with a name.")
    answers = model.infer(arrays, [output["name"] for output in asked] if asked else None)
    options = {output["name"]: _parameters(output) for output in asked or []}
    return _answer(model, name, version, request, answers, options)


def _parse(body):
    try:
        request = _loads(bytes(body))
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The body is not valid JSON: {error}") from None
    if not isinstance(request, dict) or not isinstance(request.get("inputs"), list) or not request["inputs"]:
        raise BadRequest("The body has to be an object with a list of inputs.")
    if not all(isinstance(tensor, dict) for tensor in request["inputs"]):
        raise BadRequest("Every input has to be an object.")
    return request


def _inputs(model, request, binary):
    arrays = {}
    at = 0
    for tensor in request["inputs"]:
        size = _parameters(tensor).get("binary_data_size")
        if size is None:
            arrays[tensor.get("name")] = decode(model.numpy, tensor, None)
            continue
        if binary is None or type(size) is not int or size < 0 or at + size > len(binary):
            raise BadRequest(f"Input '{tensor.get('name')}': binary_data_size does not agree with the bytes that were sent.")
        arrays[tensor.get("name")] = decode(model.numpy, tensor, binary[at : at + size])
        at += size
    if binary is not None and at != len(binary):
        raise BadRequest("More bytes were sent than the inputs name.")
    return arrays


def _answer(model, name, version, request, answers, options):
    all_binary = _parameters(request).get("binary_data_output") is True
    described, bodies = [], []
    for output, array in answers.items():
        wanted = options.get(output, {})
        top = wanted.get("classification")
        if top is not None:
            array = _classify(model, output, array, top)
        if wanted.get("binary_data", all_binary) is True:
            one, body = encode_binary(model.numpy, output, array)
            bodies.append(body)
        else:
            one = encode_json(model.numpy, output, array)
        described.append(one)
    answer = {"model_name": name, "model_version": version, "outputs": described}
    if isinstance(request.get("id"), str) and request["id"]:
        answer["id"] = request["id"]
    head = dumps(answer)
    return (head, None) if not bodies else (head + b"".join(bodies), len(head))


def _classify(model, output, array, top):
    """The classification extension: the best classes as `value:index:label`, in BYTES."""
    labels = model.labels()
    if type(top) is not int or top < 1 or labels is None or output != model.probabilities_name():
        raise BadRequest(f"Output '{output}' cannot be given as a classification.")
    best = model.numpy.argsort(-array, axis=1, kind="stable")[:, :top]
    rows = [[f"{array[row, index]:f}:{index}:{labels[index]}" for index in indices] for row, indices in enumerate(best.tolist())]
    return model.numpy.array(rows, dtype=object)


def _parameters(part):
    found = part.get("parameters")
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise BadRequest("parameters has to be an object.")
    return found
