"""The module that brings the scenarios into the worker: `@PORT@` and `@FOLDER@` are filled in by the conductor."""

import asyncio
import importlib.util
import os

from .. import loader


@loader.tds
class ScenariosMod(loader.Module):
    """Runs the scenarios of a conductor with the account's own client"""

    strings = {"name": "Scenarios"}

    async def client_ready(self, client, db):
        spec = importlib.util.spec_from_file_location("scenarios_side", os.path.join("@FOLDER@", "side.py"))
        side = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(side)
        self.task = asyncio.ensure_future(side.run(int("@PORT@"), client))
