import tests.graph.test_walls as t
from gateway.viewer import ALL_PERMISSIONS
from tests.graph.walls import *


class NoWall(WithoutFirstWall):
    __slots__ = ()

    @property
    def confinement(self):
        return None


t.WALLS["both walls"] = lambda v: changed_to(NoWall, v, permissions=ALL_PERMISSIONS)
