"""Learns to read handwritten digits and leaves the model as model.joblib."""

import argparse
import csv
import json
import os
from pathlib import Path

import joblib
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

arguments = argparse.ArgumentParser()
arguments.add_argument("--gamma", type=float, default=0.001)
gamma = arguments.parse_args().gamma

with open(Path(os.environ["CAIRN_DATA_DIR"]) / "digits.csv") as file:
    rows = [[int(cell) for cell in row] for row in list(csv.reader(file))[1:]]
pixels, digits = [row[:-1] for row in rows], [row[-1] for row in rows]
train_x, test_x, train_y, test_y = train_test_split(pixels, digits, test_size=0.3, random_state=0)

with open(os.environ["CAIRN_METRICS_FILE"], "a") as metrics:
    for step, share in enumerate((0.1, 0.3, 1.0)):
        count = int(len(train_x) * share)
        model = SVC(gamma=gamma).fit(train_x[:count], train_y[:count])
        accuracy = model.score(test_x, test_y)
        print(f"{count} images: accuracy {accuracy:.3f}", flush=True)
        metrics.write(json.dumps({"step": step, "accuracy": accuracy}) + "\n")
        metrics.flush()

joblib.dump(model, Path(os.environ["CAIRN_OUTPUT_DIR"]) / "model.joblib")
