"""All is declared in pyproject.toml but this: a wheel carries the folder scenarios/ as sim/scenarios/."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithScenarios(build_py):
    def run(self) -> None:
        super().run()
        if Path("scenarios").is_dir() and not self.editable_mode:
            self.copy_tree("scenarios", str(Path(self.build_lib, "sim", "scenarios")))


setup(cmdclass={"build_py": BuildWithScenarios})
