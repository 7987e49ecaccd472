"""The protocol as plain HTTP sees it. Wants numpy, joblib and scikit-learn in the interpreter that runs it."""

import gzip
import json
import os
import pickle
import signal
import struct
import tempfile
import threading
import time
import unittest

import joblib
import numpy
from sklearn.datasets import load_digits, load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from tests.running import TOKEN, Running, fails

SIGNATURE = {"inputs": [{"name": "image", "datatype": "FP64", "shape": [-1, 64]}]}
INFER = "/v2/models/digits/infer"


def save(folder, model, signature=None):
    path = os.path.join(folder, "model.joblib")
    joblib.dump(model, path)
    if signature is not None:
        with open(os.path.join(folder, "model.json"), "w", encoding="utf-8") as file:
            json.dump(signature, file)
    return path


class Digits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.digits = load_digits()
        cls.model = DecisionTreeClassifier(random_state=0).fit(cls.digits.data, cls.digits.target)
        cls.server = Running(save(cls.folder.name, cls.model, SIGNATURE)).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.folder.cleanup()

    def rows(self, count=2):
        return self.digits.data[:count]

    def question(self, count=2, **more):
        data = self.rows(count).reshape(-1).tolist()
        return {"inputs": [{"name": "image", "datatype": "FP64", "shape": [count, 64], "data": data}], **more}

    def test_it_says_what_it_is(self):
        self.assertEqual(self.server.json("GET", "/v2")[1]["extensions"], ["binary_tensor_data", "classification"])
        for path in ("/v2/models/digits", "/v2/models/digits/versions/3"):
            status, found = self.server.json("GET", path)
            self.assertEqual((status, found["versions"], found["inputs"]), (200, ["3"], SIGNATURE["inputs"]))
            self.assertEqual(found["outputs"][1], {"name": "probabilities", "datatype": "FP64", "shape": [-1, 10]})
        self.assertEqual(self.server.ask("GET", "/v2/models/digits/versions/3/ready")[0], 200)

    def test_health_wants_no_token_and_everything_else_does(self):
        self.assertEqual(self.server.ask("GET", "/v2/health/live", token=None)[0], 200)
        for token in (None, "", "x", TOKEN[:-1]):
            self.assertEqual(self.server.ask("GET", "/v2", token=token)[0], 401)
            self.assertEqual(self.server.ask("POST", INFER, self.question(), token=token)[0], 401)

    def test_it_answers_with_label_and_probabilities(self):
        status, found = self.server.json("POST", INFER, self.question(id="42"))
        self.assertEqual((status, found["id"], found["model_name"], found["model_version"]), (200, "42", "digits", "3"))
        label, probabilities = found["outputs"]
        self.assertEqual(label, {"name": "label", "datatype": "INT64", "shape": [2], "data": self.model.predict(self.rows()).tolist()})
        self.assertEqual(probabilities["shape"], [2, 10])
        self.assertEqual(probabilities["data"], self.model.predict_proba(self.rows()).reshape(-1).tolist())

    def test_only_what_is_asked_for_is_answered(self):
        found = self.server.json("POST", INFER, self.question(outputs=[{"name": "label"}]))[1]
        self.assertEqual([output["name"] for output in found["outputs"]], ["label"])

    def test_a_nested_list_and_a_single_row_are_understood(self):
        nested = {"inputs": [{"name": "image", "datatype": "FP64", "shape": [2, 64], "data": self.rows().tolist()}]}
        single = {"inputs": [{"name": "image", "datatype": "FP64", "shape": [64], "data": self.rows(1)[0].tolist()}]}
        self.assertEqual(self.server.json("POST", INFER, nested)[1]["outputs"][0]["shape"], [2])
        self.assertEqual(self.server.json("POST", INFER, single)[1]["outputs"][0]["shape"], [1])

    def test_tensors_in_binary_both_ways(self):
        for datatype, dtype in (("FP64", "<f8"), ("FP32", "<f4"), ("UINT8", "<u1"), ("INT16", "<i2"), ("FP16", "<f2"), ("BOOL", "?")):
            rows = self.rows().astype(dtype)
            head = json.dumps(
                {
                    "inputs": [{"name": "image", "datatype": datatype, "shape": [2, 64], "parameters": {"binary_data_size": rows.nbytes}}],
                    "parameters": {"binary_data_output": True},
                }
            ).encode()
            status, body, headers = self.server.ask(
                "POST", INFER, head + rows.tobytes(), headers={"Inference-Header-Content-Length": str(len(head))}
            )
            self.assertEqual(status, 200, body)
            length = int(headers["Inference-Header-Content-Length"])
            found = json.loads(body[:length])
            size = found["outputs"][0]["parameters"]["binary_data_size"]
            self.assertEqual(numpy.frombuffer(body[length : length + size], "<i8").tolist(), self.model.predict(rows).tolist(), datatype)

    def test_bfloat16(self):
        rows = (self.rows().astype("<f4").view("<u4") >> 16).astype("<u2")
        head = json.dumps(
            {"inputs": [{"name": "image", "datatype": "BF16", "shape": [2, 64], "parameters": {"binary_data_size": rows.nbytes}}]}
        ).encode()
        status, body, _ = self.server.ask("POST", INFER, head + rows.tobytes(), headers={"Inference-Header-Content-Length": str(len(head))})
        self.assertEqual((status, json.loads(body)["outputs"][0]["data"]), (200, self.model.predict(self.rows()).tolist()))

    def test_the_best_classes(self):
        found = self.server.json("POST", INFER, self.question(1, outputs=[{"name": "probabilities", "parameters": {"classification": 2}}]))[1]
        self.assertEqual(found["outputs"][0]["datatype"], "BYTES")
        self.assertEqual(found["outputs"][0]["data"][0], f"1.000000:{self.digits.target[0]}:{self.digits.target[0]}")

    def test_a_packed_body_and_one_in_chunks(self):
        body = json.dumps(self.question()).encode()
        self.assertEqual(self.server.ask("POST", INFER, gzip.compress(body), headers={"Content-Encoding": "gzip"})[0], 200)
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:9], body[9:], b""))
        self.assertEqual(self.server.ask("POST", INFER, chunks, headers={"Transfer-Encoding": "chunked"})[0], 200)
        self.assertEqual(self.server.ask("POST", INFER, body, headers={"Content-Encoding": "gzip"})[0], 400)
        self.assertEqual(self.server.ask("POST", INFER, body, headers={"Content-Encoding": "br"})[0], 400)

    def test_what_the_asker_can_put_right_is_said(self):
        image = self.question()["inputs"][0]
        cases = {
            "not JSON": b"{",
            "not an object": b"[]",
            "no inputs": {"inputs": []},
            "input no object": {"inputs": [1]},
            "no name": {"inputs": [{**image, "name": None}]},
            "unknown input": {"inputs": [{**image, "name": "x"}]},
            "unknown datatype": {"inputs": [{**image, "datatype": "FP65"}]},
            "wrong shape": {"inputs": [{**image, "shape": [2, 63]}]},
            "shape that does not fit": {"inputs": [{**image, "shape": [3, 64]}]},
            "negative shape": {"inputs": [{**image, "shape": [-2, 64]}]},
            "shape of floats": {"inputs": [{**image, "shape": [2.0, 64]}]},
            "no data": {"inputs": [{**image, "data": None}]},
            "words for numbers": {"inputs": [{**image, "data": ["a"] * 128}]},
            "numbers as words": {"inputs": [{**image, "data": ["1"] * 128}]},
            "ragged": {"inputs": [{**image, "data": [[1], [1, 2]]}]},
            "numbers for booleans": {"inputs": [{**image, "datatype": "BOOL"}]},
            "too large for the type": {"inputs": [{**image, "datatype": "INT8", "data": [300] * 128}]},
            "unknown output": self.question(outputs=[{"name": "x"}]),
            "outputs no list": self.question(outputs={"name": "label"}),
            "classes of a label": self.question(outputs=[{"name": "label", "parameters": {"classification": 1}}]),
            "binary size without bytes": {"inputs": [{**image, "parameters": {"binary_data_size": 8}}]},
            "parameters no object": {"inputs": [{**image, "parameters": 1}]},
        }
        for name, body in cases.items():
            status, found = self.server.json("POST", INFER, body)
            self.assertEqual(status, 400, name)
            self.assertEqual(list(found), ["error"], name)
            self.assertNotIn("/", found["error"].replace("INT8/", ""), name)

    def test_bytes_that_do_not_agree_with_their_sizes(self):
        head = json.dumps({"inputs": [{"name": "image", "datatype": "FP64", "shape": [2, 64], "parameters": {"binary_data_size": 1024}}]}).encode()
        for length, tail in ((len(head), b"x" * 1023), (len(head), b"x" * 1025), (len(head) + 9999, b""), ("x", b"")):
            self.assertEqual(
                self.server.ask("POST", INFER, head + tail, headers={"Inference-Header-Content-Length": str(length)})[0], 400, length
            )

    def test_what_is_not_there(self):
        for path in ("/", "/v2/models/other", "/v2/models/digits/versions/4", "/v2/models/digits/config", "/etc/passwd", "/v2/../x"):
            self.assertEqual(self.server.json("GET", path)[0], 404, path)
        self.assertEqual(self.server.json("GET", INFER)[0], 405)
        self.assertEqual(self.server.json("POST", "/v2/models/digits", b"{}")[0], 405)

    def test_a_connection_is_kept_and_a_hundred_ask_at_once(self):
        answers = []

        def ask():
            connection = self.server.connect()
            for _ in range(3):
                connection.request("POST", INFER, json.dumps(self.question()), {"x-cairn-upstream-token": TOKEN})
                answer = connection.getresponse()
                answer.read()
                answers.append(answer.status)
            connection.close()

        threads = [threading.Thread(target=ask) for _ in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, [200] * 300)


class Others(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def test_a_regressor_predicts(self):
        iris = load_iris()
        with Running(save(self.folder.name, LinearRegression().fit(iris.data[:, :3], iris.data[:, 3]))) as server:
            question = {"inputs": [{"name": "input", "datatype": "FP32", "shape": [1, 3], "data": [5.1, 3.5, 1.4]}]}
            (output,) = server.json("POST", "/v2/models/digits/infer", question)[1]["outputs"]
            self.assertEqual((output["name"], output["datatype"], output["shape"]), ("prediction", "FP64", [1]))

    def test_labels_can_be_words_and_inputs_columns(self):
        iris = load_iris()
        names = numpy.array(iris.target_names.tolist(), dtype=object)[iris.target]
        model = LogisticRegression(max_iter=500).fit(iris.data, names)
        inputs = [{"name": name, "datatype": "FP64", "shape": [-1]} for name in ("a", "b", "c", "d")]
        with Running(save(self.folder.name, model, {"inputs": inputs, "outputs": [{"name": "kind", "datatype": "BYTES", "shape": [-1]}, {"name": "p", "datatype": "FP64", "shape": [-1, 3]}]})) as server:
            columns = [{"name": spec["name"], "datatype": "FP64", "shape": [2], "data": iris.data[:2, i].tolist()} for i, spec in enumerate(inputs)]
            kind, p = server.json("POST", "/v2/models/digits/infer", {"inputs": columns})[1]["outputs"]
            self.assertEqual((kind["name"], kind["datatype"], kind["data"]), ("kind", "BYTES", ["setosa", "setosa"]))
            self.assertEqual(p["name"], "p")
            _, body, headers = server.ask("POST", "/v2/models/digits/infer", {"inputs": columns, "outputs": [{"name": "kind", "parameters": {"binary_data": True}}]})
            packed = body[int(headers["Inference-Header-Content-Length"]) :]
            self.assertEqual(packed, (struct.pack("<I", 6) + b"setosa") * 2)

    def test_a_request_under_way_is_answered_before_the_end(self):
        with Running(save(self.folder.name, SLOW)) as server:
            answers = []
            question = {"inputs": [{"name": "input", "datatype": "FP64", "shape": [1, 2], "data": [1, 1]}]}
            asking = threading.Thread(target=lambda: answers.append(server.ask("POST", "/v2/models/digits/infer", question)[0]))
            asking.start()
            time.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            asking.join()
            self.assertEqual(answers, [200])
            self.assertEqual(server.process.wait(timeout=5), 0)

    def test_what_cannot_be_loaded_is_said_in_its_log(self):
        path = os.path.join(self.folder.name, "model.joblib")
        with open(path, "wb") as file:
            file.write(b"not a model")
        self.assertEqual(fails(path)[0], 1)
        self.assertIn("is not a model that joblib can read", fails(path)[1])
        joblib.dump({"a": 1}, path)
        self.assertIn("has no predict()", fails(path)[1])
        with open(path, "wb") as file:
            file.write(pickle.dumps(1).replace(b"K\x01", b"cno_such_package\nthing\n"))
        code, words = fails(path)
        self.assertEqual(code, 1)
        self.assertIn("The environment lacks no_such_package. Add no_such_package to its requirements", words)

    def test_a_broken_signature_is_named(self):
        path = save(self.folder.name, LinearRegression().fit([[1.0]], [1.0]), {"inputs": ["x"]})
        self.assertIn("model.json has to look like", fails(path)[1])

    def test_a_model_that_fails_says_so_without_internals(self):
        with Running(save(self.folder.name, BROKEN)) as server:
            question = {"inputs": [{"name": "input", "datatype": "FP64", "shape": [1, 1], "data": [0]}]}
            status, found = server.json("POST", INFER, question, headers={"x-request-id": "r1"})
        self.assertEqual(status, 500)
        self.assertIn("ValueError", found["error"])
        self.assertNotIn("secret", found["error"])
        self.assertIn("Request r1 failed", server.log)
        self.assertIn("secret /path", server.log)

    def test_the_token_is_not_in_the_model_s_environment(self):
        with Running(save(self.folder.name, CURIOUS)) as server:
            question = {"inputs": [{"name": "input", "datatype": "FP64", "shape": [1, 1], "data": [0]}]}
            (output,) = server.json("POST", "/v2/models/digits/infer", question)[1]["outputs"]
            self.assertEqual(output["data"], [0])


class FromSource:
    """Pickled as a call that makes an object of a class written here: the server's process does not know this file."""

    def __init__(self, source):
        self.source = source

    def __reduce__(self):
        return eval, (f"(lambda names: (exec({self.source!r}, names), names['Model']())[1])({{}})",)


SLOW = FromSource(
    "import time, numpy\nclass Model:\n n_features_in_ = 2\n def predict(self, x):\n"
    "  if x.any(): time.sleep(1)\n  return numpy.zeros(len(x))\n"
)
CURIOUS = FromSource(
    "import os, numpy\nclass Model:\n n_features_in_ = 1\n def predict(self, x):\n"
    "  return numpy.array([sum(key == 'CAIRN_UPSTREAM_TOKEN' for key in os.environ)])\n"
)
BROKEN = FromSource("class Model:\n n_features_in_ = 1\n def predict(self, x):\n  raise ValueError('secret /path')\n")


if __name__ == "__main__":
    unittest.main()
