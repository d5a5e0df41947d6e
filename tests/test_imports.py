"""Who may import whom."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "aecore").rglob("*.py"))
HEAVY = {"keras", "tensorflow", "umap", "streamlit"}
# These compute with Keras; everything else must import without it.
KERAS_ROOMS = {"networks", "training", "runs/recorder"}

# What each room may import besides the standard library, numpy and itself.
# Every room may import `aecore.errors`.
TABLE = {
    "__init__": "",
    "errors": "",
    "logs": "aecore.files aecore.workspace",
    "workspace": "upath",
    "hyperparameters": "",
    "limits": "",
    "datasets": "pandas scipy sklearn PIL pooch requests aecore.workspace",
    "networks": "keras",
    "training": "keras tensorflow",
    "variants": "keras pandas sklearn aecore.hyperparameters aecore.networks aecore.training",
    "files": "upath",
    "json_files": "msgspec upath",
    "runs": "msgspec onnxruntime upath aecore.analysis aecore.files aecore.json_files aecore.workspace",
    "runs/recorder": "keras aecore.datasets aecore.runs aecore.training",
    "user_input": "pandas scipy PIL aecore.datasets",
    "projections": "scipy sklearn openTSNE umap pandas aecore.hyperparameters",
    "analysis": "scipy sklearn skimage threadpoolctl pandas",
    "applications": "scipy sklearn skimage pandas PIL constriction aecore.analysis",
    "figures": "plotly pandas PIL",
    "execution": "distributed psutil aecore.logs aecore.projections aecore.runs",  # tasks by name only
    "execution/baseline": "aecore.analysis aecore.datasets",
    "execution/training_task": "keras aecore.analysis aecore.datasets aecore.logs aecore.runs "
    "aecore.training aecore.variants",
    "execution/projection_task": "aecore.datasets aecore.projections aecore.runs",
    "scoreboard": "aecore.analysis aecore.applications aecore.datasets aecore.variants aecore.workspace",
    "cli": "aecore tensorflow aecore.applications aecore.datasets aecore.execution aecore.gallery "
    "aecore.hyperparameters aecore.logs aecore.runs aecore.scoreboard aecore.user_input aecore.variants "
    "aecore.workspace",
    "gallery": "aecore.analysis aecore.datasets aecore.execution aecore.figures aecore.projections "
    "aecore.runs",
    "gallery/sweeps": "upath aecore.files",
    "gallery/sweep_training": "aecore.analysis aecore.datasets aecore.variants",
    "__main__": "aecore.cli",
}


def find_imports(path: Path) -> set[str]:
    """Names as the table writes them: `keras`, or `aecore.runs` for a room of the house."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: {ast.unparse(node)} is relative"
            if node.module == "aecore":
                found |= {f"aecore.{alias.name}" for alias in node.names if alias.name != "__version__"}
            else:
                found.add(node.module)
    return {".".join(name.split(".")[: 2 if name.startswith("aecore.") else 1]) for name in found}


def find_room(path: Path) -> str:
    """The folder or file that has a row of its own."""
    name = path.relative_to(ROOT / "aecore").with_suffix("").as_posix()
    return name if name in TABLE else name.split("/")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_its_row_allows(path):
    room = find_room(path)
    assert room in TABLE, f"{room} is a new room: give it a row in the table"
    outside = (
        find_imports(path)
        - sys.stdlib_module_names
        - {"numpy", "aecore.errors", f"aecore.{room.split('/')[0]}"}
    )
    assert outside <= set(TABLE[room].split())


def test_the_reader_of_imports_sees_late_ones_too():
    task = ROOT / "aecore/execution/training_task.py"
    assert {"keras", "aecore.training", "aecore.runs"} <= find_imports(task)
    assert "aecore.training" in find_imports(ROOT / "aecore" / "variants" / "autoencoder.py")
    assert "keras" in find_imports(ROOT / "aecore" / "variants" / "architecture.py")


def test_nothing_heavy_comes_in_before_it_is_needed():
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in MODULES
        if find_room(path) not in KERAS_ROOMS
    ]
    assert {"aecore.variants", "aecore.runs", "aecore.execution.client", "aecore.cli"} <= set(names)
    script = (
        "import importlib, sys\n"
        f"for name in {names}:\n"
        "    importlib.import_module(name)\n"
        f"    heavy = {HEAVY} & sys.modules.keys()\n"
        "    assert not heavy, f'{name} brings {heavy}'\n"
    )
    python = [sys.executable, "-c", script]
    done = subprocess.run(python, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


# A page computes at most a mean, a deviation or an order of what it shows; all else has a room and tests.
COMPUTATIONS = {"svd", "linalg", "percentile", "quantile", "corrcoef", "cov", "dot", "einsum"}


def find_computations(source: str) -> list[str]:
    """Powers of variables, matrix products, and functions of statistics and linear algebra."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow | ast.MatMult):
            if not isinstance(node.left, ast.Constant):
                found.append(ast.unparse(node))
        elif isinstance(node, ast.Attribute) and node.attr in COMPUTATIONS:
            found.append(ast.unparse(node))
    return found


def test_pages_do_not_compute_with_data_or_open_files():
    faults = []
    for path in [*ROOT.glob("app.py"), *(ROOT / "pages").rglob("*.py")]:
        source = path.read_text()
        faults += [(path.name, name) for name in find_imports(path) & {"keras", "tensorflow", "umap"}]
        calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        faults += [(path.name, "open()") for f in calls if isinstance(f, ast.Name) and f.id == "open"]
        faults += [(path.name, text) for text in find_computations(source)]
    assert faults == []
    assert len(find_computations("((X - X_hat) ** 2).mean(); Z @ W; np.linalg.svd(Z)")) == 4
    assert find_computations("4 * 2**20; errors.mean(); np.argsort(errors)") == []
