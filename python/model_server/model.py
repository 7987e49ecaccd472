"""A model read with joblib: what it takes, what it gives, and how it is asked. Loading runs the model's own code, so only here."""

import json
import os
import sys
import warnings

from tensors import BadRequest, datatype_of


class CannotLoad(Exception):
    """Why the model cannot serve, in one sentence for its log."""


def load(path):
    """Reads the model file and `model.json` beside it, if there is one."""
    warnings.simplefilter("default")
    try:
        import joblib
        import numpy
    except ModuleNotFoundError as error:
        raise CannotLoad(_missing(error)) from None
    try:
        estimator = joblib.load(path)
    except ModuleNotFoundError as error:
        raise CannotLoad(_missing(error)) from error
    except (AttributeError, ImportError) as error:
        raise CannotLoad(
            f"The model was saved with other versions of its packages, or names code that is not in this environment: {error}. "
            "Deploy it with the environment it was trained in."
        ) from error
    except Exception as error:
        raise CannotLoad(f"{os.path.basename(path)} is not a model that joblib can read: {type(error).__name__}: {error}") from error
    if not callable(getattr(estimator, "predict", None)):
        raise CannotLoad(f"{os.path.basename(path)} holds a {type(estimator).__name__}, which has no predict().")
    return Model(numpy, estimator, _signature(os.path.join(os.path.dirname(path), "model.json")))


class Model:
    def __init__(self, numpy, estimator, signature):
        self.numpy = numpy
        self._estimator = estimator
        self._classes = getattr(estimator, "classes_", None)
        self._gives_probabilities = callable(getattr(estimator, "predict_proba", None)) and self._classes is not None
        self.inputs = signature.get("inputs") or self._guess_inputs()
        given = [output["name"] for output in signature.get("outputs") or []]
        usual = (["label"] if self._classes is not None else ["prediction"]) + (["probabilities"] if self._gives_probabilities else [])
        names = given if len(given) == len(usual) else usual
        self._names = dict(zip(["predict", "predict_proba"], names))
        self.outputs = self._describe_outputs()

    def warm(self):
        """Asks once with zeros: the first question of a person then costs what every other one does."""
        if len(self.inputs) == 1 and self.inputs[0]["datatype"] != "BYTES" and len(self.inputs[0]["shape"]) == 2:
            width = self.inputs[0]["shape"][1]
            if width > 0:
                try:
                    self._estimator.predict(self.numpy.zeros((1, width)))
                except Exception as error:
                    print(f"The model did not answer a trial of zeros: {type(error).__name__}: {error}", file=sys.stderr, flush=True)

    def infer(self, arrays, wanted):
        """Output arrays by name, for input arrays by name; `wanted` are output names, None for all."""
        x = self._join(arrays)
        unknown = [name for name in wanted or () if name not in self._names.values()]
        if unknown:
            raise BadRequest(f"Output '{unknown[0]}' is not known; this model gives {', '.join(self._names.values())}.")
        answers = {}
        for method, name in self._names.items():
            if wanted is None or name in wanted:
                answers[name] = self.numpy.asarray(getattr(self._estimator, method)(x))
        return answers

    def labels(self):
        """Names of the classes in the order of the probabilities, None for a model without classes."""
        return None if self._classes is None or not hasattr(self._classes, "tolist") else [str(each) for each in self._classes.tolist()]

    def probabilities_name(self):
        return self._names.get("predict_proba")

    def _join(self, arrays):
        known = {spec["name"] for spec in self.inputs}
        for name in arrays:
            if name not in known:
                raise BadRequest(f"Input '{name}' is not known; this model takes {', '.join(sorted(known))}.")
        for spec in self.inputs:
            if spec["name"] not in arrays:
                raise BadRequest(f"Input '{spec['name']}' is missing.")
            _check_shape(spec, arrays[spec["name"]].shape)
        if len(self.inputs) == 1:
            (array,) = arrays.values()
            return array.reshape(1, -1) if array.ndim == 1 and len(self.inputs[0]["shape"]) == 2 else array
        columns = [arrays[spec["name"]].reshape(-1) for spec in self.inputs]
        if len({len(column) for column in columns}) != 1:
            raise BadRequest("The inputs have different numbers of rows.")
        names = getattr(self._estimator, "feature_names_in_", None)
        if names is not None:
            try:
                import pandas

                return pandas.DataFrame(dict(zip([spec["name"] for spec in self.inputs], columns)))
            except ModuleNotFoundError:
                pass
        return self.numpy.column_stack(columns)

    def _guess_inputs(self):
        width = getattr(self._estimator, "n_features_in_", None)
        return [{"name": "input", "datatype": "FP64", "shape": [-1, int(width) if width is not None else -1]}]

    def _describe_outputs(self):
        if self._classes is None:
            return [{"name": self._names["predict"], "datatype": "FP64", "shape": [-1]}]
        label = {"name": self._names["predict"], "datatype": datatype_of(self.numpy.asarray(self._classes)), "shape": [-1]}
        if not self._gives_probabilities:
            return [label]
        return [label, {"name": self._names["predict_proba"], "datatype": "FP64", "shape": [-1, len(self._classes)]}]


def _check_shape(spec, shape):
    wanted = spec["shape"]
    fits = len(wanted) == len(shape) and all(w in (-1, n) for w, n in zip(wanted, shape))
    single_row = len(wanted) == len(shape) + 1 and all(w in (-1, n) for w, n in zip(wanted[1:], shape))
    if not fits and not single_row:
        raise BadRequest(f"Input '{spec['name']}': shape {list(shape)} was sent, {wanted} is expected (-1 is any number).")


def _signature(path):
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CannotLoad(f"model.json cannot be read: {error}") from error
    if not isinstance(found, dict) or not all(_is_spec(spec) for key in ("inputs", "outputs") for spec in found.get(key) or []):
        raise CannotLoad('model.json has to look like {"inputs": [{"name": "image", "datatype": "FP64", "shape": [-1, 64]}], "outputs": […]}.')
    return found


def _is_spec(spec):
    return isinstance(spec, dict) and isinstance(spec.get("name"), str) and isinstance(spec.get("datatype"), str) and isinstance(spec.get("shape"), list)


def _missing(error):
    package = {"sklearn": "scikit-learn", "joblib": "scikit-learn", "numpy": "scikit-learn", "cv2": "opencv-python", "PIL": "pillow", "yaml": "pyyaml"}.get(error.name, error.name)
    return f"The environment lacks {error.name}. Add {package} to its requirements, build it, and deploy again."
