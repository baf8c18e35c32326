"""All AWS services but S3, made of the parts that they work with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.engine.labeling_jobs import LabelingJobs
from trigpoint.engine.tags import Tags
from trigpoint.engine.task_uis import TaskUis
from trigpoint.engine.user_groups import UserGroups
from trigpoint.engine.user_pools import UserPools
from trigpoint.engine.workers import Workers
from trigpoint.engine.workforces import Workforces
from trigpoint.engine.workteams import Workteams
from trigpoint.http.aws.cognito_idp.groups import GroupHandlers
from trigpoint.http.aws.cognito_idp.user_pools import UserPoolHandlers
from trigpoint.http.aws.cognito_idp.users import UserHandlers
from trigpoint.http.aws.errors import COGNITO_IDP, SAGEMAKER
from trigpoint.http.aws.iam.service import iam_service
from trigpoint.http.aws.protocol import Handler, JsonService
from trigpoint.http.aws.request import Service
from trigpoint.http.aws.sagemaker.human_task_uis import HumanTaskUiHandlers
from trigpoint.http.aws.sagemaker.labeling_jobs import LabelingJobHandlers
from trigpoint.http.aws.sagemaker.render import MakeUrlSigner, RenderHandlers
from trigpoint.http.aws.sagemaker.tags import TagHandlers
from trigpoint.http.aws.sagemaker.workforces import WorkforceHandlers
from trigpoint.http.aws.sagemaker.workteams import WorkteamHandlers
from trigpoint.http.aws.sts.service import sts_service
from trigpoint.model.access_key import KeyIssuer
from trigpoint.model.clock import Clock
from trigpoint.model.ids import Ids
from trigpoint.settings import Settings
from trigpoint.store.database import Database
from trigpoint.templates.renderer import Renderer


class Handlers(Protocol):
    """The operations on one noun, by name."""

    @property
    def operations(self) -> dict[str, Handler]: ...


def build_services(
    *,
    database: Database,
    clock: Clock,
    ids: Ids,
    keys: KeyIssuer,
    labeling_jobs: LabelingJobs,
    renderer: Renderer,
    blobs: BlobStore,
    make_url_signer: MakeUrlSigner,
    settings: Settings,
) -> dict[str, Service]:
    """Each service by its name in the credential scope."""
    home = settings.home
    tags = Tags(database)
    task_uis = TaskUis(database, blobs, clock, home)
    workteams = Workteams(database, clock, home, settings.public_workteam)
    sagemaker: list[Handlers] = [
        LabelingJobHandlers(labeling_jobs, workteams, tags, home.account),
        WorkforceHandlers(Workforces(database, clock, home)),
        WorkteamHandlers(workteams),
        HumanTaskUiHandlers(task_uis, make_url_signer),
        RenderHandlers(renderer, task_uis, make_url_signer, blobs),
        TagHandlers(tags),
    ]
    cognito: list[Handlers] = [
        UserPoolHandlers(UserPools(database, clock, ids, home), home.account),
        GroupHandlers(UserGroups(database, clock)),
        UserHandlers(Workers(database, clock, ids, home)),
    ]
    return {
        "sagemaker": JsonService("sagemaker", _operations(sagemaker), SAGEMAKER),
        "cognito-idp": JsonService("cognito-idp", _operations(cognito), COGNITO_IDP),
        "sts": sts_service(keys),
        "iam": iam_service(home),
    }


def _operations(nouns: Iterable[Handlers]) -> dict[str, Handler]:
    return {name: handler for noun in nouns for name, handler in noun.operations.items()}
