import { normalName } from "@/lib/environments/requirements";

/** Packages that people mean most often; a misspelt name is compared with these. */
const known =
  `absl-py accelerate aiohttp albumentations altair apache-airflow arviz asyncpg autogluon beautifulsoup4 bitsandbytes black bokeh boto3
catboost chromadb click cloudpickle cmaes cupy cvxpy dask dask-ml datasets deepspeed diffusers distributed django docker duckdb einops
evaluate fairlearn faiss-cpu fastai fastapi feast ffmpeg-python flask flax gensim geopandas gluonts gradio gymnasium h5py httpx huggingface-hub
hydra-core hyperopt imageio imbalanced-learn implicit ipykernel ipywidgets jax jaxlib jieba jinja2 joblib jsonschema jupyterlab kaggle keras
kornia kserve langchain librosa lightgbm lightning lime llama-index lxml matplotlib mlflow mlxtend mmcv modin mpi4py networkx nltk
notebook numba numexpr numpy nvidia-ml-py omegaconf onnx onnxruntime onnxscript openai opencv-contrib-python opencv-python opencv-python-headless openpyxl optax
optuna pandas paramiko peft pillow plotly polars prefect prophet protobuf psutil psycopg psycopg2-binary pyarrow pycocotools pydantic
pydub pyg-lib pymc pymongo pymysql pyodbc pyspark pytest python-dateutil pytorch-lightning pyyaml ray redis requests rich
s3fs safetensors scikit-image scikit-learn scikit-optimize scipy seaborn segmentation-models-pytorch sentence-transformers sentencepiece setuptools shap skl2onnx skops
soundfile spacy sqlalchemy statsmodels streamlit sympy tables tabulate tensorboard tensorboardx tensorflow tensorflow-cpu tensorflow-hub tensorflow-probability tiktoken
timm tokenizers torch torch-geometric torchaudio torchmetrics torchvision tornado tqdm transformers triton tritonclient trl ultralytics umap-learn
uvicorn wandb wordcloud xarray xgboost xlrd yellowbrick zarr zstandard`.split(/\s+/);

/** What people type for it: the name that is imported, not the one that is installed. */
const importNames: Readonly<Record<string, string>> = {
  cv2: "opencv-python",
  sklearn: "scikit-learn",
  skimage: "scikit-image",
  pil: "pillow",
  yaml: "pyyaml",
  bs4: "beautifulsoup4",
  pytorch: "torch",
  faiss: "faiss-cpu",
  tf: "tensorflow",
  umap: "umap-learn",
  psycopg2: "psycopg2-binary",
  dateutil: "python-dateutil",
  imblearn: "imbalanced-learn",
  skopt: "scikit-optimize",
  pynvml: "nvidia-ml-py",
  "pytorch-geometric": "torch-geometric",
  dotenv: "python-dotenv",
  attr: "attrs",
  crypto: "pycryptodome",
  serial: "pyserial",
  docx: "python-docx",
  fitz: "pymupdf",
  git: "gitpython",
  jwt: "pyjwt",
  magic: "python-magic",
  openssl: "pyopenssl",
  "google-protobuf": "protobuf",
  "mpl-toolkits": "matplotlib",
};

/** The package that a module of this name is imported from, for names that differ; the name itself otherwise. */
export function packageOfModule(module: string): string {
  const root = normalName(module.split(".")[0] ?? module);
  return importNames[root] ?? root;
}

/** The package that was probably meant by a name that no index knows; null when none is near. */
export function nearestPackage(name: string): string | null {
  const wanted = normalName(name);
  const direct = importNames[wanted];
  if (direct !== undefined) return direct;
  const most = wanted.length <= 4 ? 1 : wanted.length <= 8 ? 2 : 3;
  let best: { name: string; distance: number } | null = null;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate, most);
    if (distance <= most && (!best || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name ?? null;
}

/** How many letters must be added, dropped, changed or swapped; more than `most` is not counted out. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = nextRow(a, b, i, previous, before);
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? most + 1;
}

function nextRow(a: string, b: string, i: number, previous: readonly number[], before: readonly number[]): readonly number[] {
  const row = [i];
  for (let j = 1; j <= b.length; j++) {
    const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
    const isSwap = i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    const swap = isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
    row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change, swap));
  }
  return row;
}
