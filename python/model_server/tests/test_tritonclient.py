"""The unmodified `tritonclient[http]` from PyPI asks and is answered. Also asks a gateway: CAIRN_TEST_URL, CAIRN_TEST_KEY, CAIRN_TEST_MODEL."""

import os
import socket
import tempfile
import unittest

import numpy
import tritonclient.http as triton
from sklearn.datasets import load_digits
from sklearn.tree import DecisionTreeClassifier

from tests.running import TOKEN, Running
from tests.test_server import save


class Triton(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.digits = load_digits()
        cls.given = os.environ.get("CAIRN_TEST_URL")
        if cls.given:
            cls.name = os.environ["CAIRN_TEST_MODEL"]
            cls.own_headers = {"Authorization": f"Bearer {os.environ['CAIRN_TEST_KEY']}"}
            cls.client = triton.InferenceServerClient(cls.given)
            return
        cls.folder = tempfile.TemporaryDirectory()
        model = DecisionTreeClassifier(random_state=0).fit(cls.digits.data, cls.digits.target)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        cls.name = "digits"
        cls.own_headers = {"x-cairn-upstream-token": TOKEN}
        cls.server = Running(save(cls.folder.name, model), port=port).__enter__()
        cls.client = triton.InferenceServerClient(f"127.0.0.1:{port}")

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        if not cls.given:
            cls.server.__exit__()
            cls.folder.cleanup()

    @property
    def headers(self):
        # The client writes its own headers into what it is given.
        return dict(self.own_headers)

    def input_name(self):
        return self.client.get_model_metadata(self.name, headers=self.headers)["inputs"][0]["name"]

    def test_it_finds_server_and_model(self):
        self.assertTrue(self.client.is_server_live(headers=self.headers))
        self.assertTrue(self.client.is_server_ready(headers=self.headers))
        self.assertTrue(self.client.is_model_ready(self.name, headers=self.headers))
        self.assertIn("binary_tensor_data", self.client.get_server_metadata(headers=self.headers)["extensions"])

    def test_it_asks_as_it_does_by_default(self):
        for binary in (True, False):
            for dtype, datatype in ((numpy.float64, "FP64"), (numpy.float32, "FP32"), (numpy.uint8, "UINT8")):
                asked = triton.InferInput(self.input_name(), [3, 64], datatype)
                asked.set_data_from_numpy(self.digits.data[:3].astype(dtype), binary_data=binary)
                answer = self.client.infer(self.name, [asked], headers=self.headers, request_id="7")
                self.assertEqual(answer.get_response()["id"], "7")
                self.assertEqual(answer.as_numpy("label").tolist(), self.digits.target[:3].tolist())
                self.assertEqual(answer.as_numpy("probabilities").shape, (3, 10))

    def test_it_asks_for_chosen_outputs_and_for_classes(self):
        asked = triton.InferInput(self.input_name(), [1, 64], "FP64")
        asked.set_data_from_numpy(self.digits.data[:1])
        for binary in (True, False):
            wanted = [triton.InferRequestedOutput("label", binary_data=binary)]
            self.assertEqual(self.client.infer(self.name, [asked], outputs=wanted, headers=self.headers).as_numpy("label").tolist(), [0])
            classes = [triton.InferRequestedOutput("probabilities", binary_data=binary, class_count=2)]
            best = self.client.infer(self.name, [asked], outputs=classes, headers=self.headers).as_numpy("probabilities")
            self.assertTrue(best[0][0].endswith(b":0:0") if binary else best[0][0].endswith(":0:0"), best)

    def test_it_packs_its_body(self):
        asked = triton.InferInput(self.input_name(), [1, 64], "FP64")
        asked.set_data_from_numpy(self.digits.data[:1])
        for algorithm in ("gzip", "deflate"):
            answer = self.client.infer(self.name, [asked], headers=self.headers, request_compression_algorithm=algorithm)
            self.assertEqual(answer.as_numpy("label").tolist(), [0])

    def test_it_reads_our_refusals(self):
        asked = triton.InferInput(self.input_name(), [1, 63], "FP64")
        asked.set_data_from_numpy(self.digits.data[:1, :63])
        with self.assertRaisesRegex(triton.InferenceServerException, "is expected"):
            self.client.infer(self.name, [asked], headers=self.headers)
        with self.assertRaises(triton.InferenceServerException):
            self.client.get_model_metadata("other", headers=self.headers)


if __name__ == "__main__":
    unittest.main()
