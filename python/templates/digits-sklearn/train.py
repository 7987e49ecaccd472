"""Teach a small neural network to read handwritten digits.

Reads  digits.csv from the dataset: 64 columns of grey values (0-16), row by row of an 8 x 8 image, and the digit last.
Writes a line of metrics per epoch to $CAIRN_METRICS_FILE, and to $CAIRN_OUTPUT_DIR the trained model
       (model.joblib), how to ask it (model.json) and how good it is (report.json).
"""

import argparse
import json
import os
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from sklearn.metrics import classification_report, confusion_matrix, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

# Cairn says where things are; without it the script runs just as well in a folder of its own.
DATA = Path(os.environ.get("CAIRN_DATA_DIR", "data"))
OUTPUTS = Path(os.environ.get("CAIRN_OUTPUT_DIR", "outputs"))
METRICS = os.environ.get("CAIRN_METRICS_FILE", "metrics.jsonl")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=30, help="passes over the training data")
    parser.add_argument("--batch-size", type=int, default=32, help="images per step")
    parser.add_argument("--learning-rate", type=float, default=0.001, help="size of a step")
    parser.add_argument("--hidden", type=int, default=64, help="neurons of the hidden layer")
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same model")
    return parser.parse_args()


def load_digits(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    table = pd.read_csv(folder / "digits.csv")
    return table.iloc[:, :-1].to_numpy(dtype=np.float64), table.iloc[:, -1].to_numpy()


def report_metrics(step: int, **values: float) -> None:
    """One JSON object per line; the console draws a chart of every name."""
    with open(METRICS, "a", encoding="utf-8") as file:
        file.write(json.dumps({"step": step, **values}) + "\n")


def main() -> None:
    arguments = parse_arguments()
    images, labels = load_digits(DATA)
    train_x, test_x, train_y, test_y = train_test_split(
        images, labels, test_size=0.2, stratify=labels, random_state=arguments.seed
    )
    classes = np.unique(labels)
    print(f"{len(train_x)} images to learn from, {len(test_x)} to be tested on, {len(classes)} classes", flush=True)

    # Grey values from 0-16 to 0-1. The scaler becomes part of the model, so that whoever asks it sends plain images.
    scaler = MinMaxScaler().fit(train_x)
    train_x, test_scaled = scaler.transform(train_x), scaler.transform(test_x)
    network = MLPClassifier(
        hidden_layer_sizes=(arguments.hidden,),
        learning_rate_init=arguments.learning_rate,
        batch_size=arguments.batch_size,
        random_state=arguments.seed,
    )

    for epoch in range(1, arguments.epochs + 1):
        # One call goes through all images once, in batches and in an order of its own.
        network.partial_fit(train_x, train_y, classes=classes)
        loss = log_loss(train_y, network.predict_proba(train_x), labels=classes)
        test_loss = log_loss(test_y, network.predict_proba(test_scaled), labels=classes)
        accuracy = network.score(test_scaled, test_y)
        report_metrics(epoch, **{"loss": loss, "val/loss": test_loss, "val/accuracy": accuracy})
        print(f"epoch {epoch}/{arguments.epochs}  loss {loss:.4f}  test loss {test_loss:.4f}  accuracy {accuracy:.4f}", flush=True)

    model = make_pipeline(scaler, network)
    predicted = model.predict(test_x)
    save(model, classes, test_y, predicted)
    print(f"accuracy on images it has never seen: {np.mean(predicted == test_y):.4f}", flush=True)


def save(model, classes: np.ndarray, truth: np.ndarray, predicted: np.ndarray) -> None:
    OUTPUTS.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, OUTPUTS / "model.joblib")
    # The words of the Open Inference Protocol; -1 stands for any number of images at once.
    signature = {
        "inputs": [{"name": "image", "datatype": "FP64", "shape": [-1, 64]}],
        "outputs": [
            {"name": "label", "datatype": "INT64", "shape": [-1]},
            {"name": "probabilities", "datatype": "FP64", "shape": [-1, len(classes)]},
        ],
        "classes": [str(name) for name in classes],
        "playground": "digit",
    }
    (OUTPUTS / "model.json").write_text(json.dumps(signature, indent=2) + "\n", encoding="utf-8")
    report = {
        "accuracy": float(np.mean(predicted == truth)),
        "per_class": classification_report(truth, predicted, output_dict=True, zero_division=0),
        "confusion": confusion_matrix(truth, predicted).tolist(),
    }
    (OUTPUTS / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
