"""User pools, app clients and domains."""

from __future__ import annotations

from typing import Any

from trigpoint.engine.user_pools import UserPools
from trigpoint.http.aws.paging import Paging
from trigpoint.http.aws.protocol import Handler, Members
from trigpoint.http.aws.request import AwsRequest
from trigpoint.model.errors import InvalidInput
from trigpoint.model.worker import UserPool, UserPoolClient, UserPoolDomain

_CLIENT_DEFAULTS = {
    "RefreshTokenValidity": 30,
    "AllowedOAuthFlowsUserPoolClient": False,
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AuthSessionValidity": 3,
}
_POOL_DEFAULTS: Members = {
    "DeletionProtection": "INACTIVE",
    "MfaConfiguration": "OFF",
    "LambdaConfig": {},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
}
_PASSWORD_POLICY = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "TemporaryPasswordValidityDays": 7,
}
_CLIENT_APART = frozenset({"UserPoolId", "GenerateSecret", "ClientSecret"})
_POOL_APART = {"PoolName": "Name", "Schema": "SchemaAttributes"}


class UserPoolHandlers:
    """The operations on pools, clients and domains."""

    def __init__(self, pools: UserPools, account: str) -> None:
        self._pools = pools
        self._account = account

    @property
    def operations(self) -> dict[str, Handler]:
        return {
            "CreateUserPool": self.create,
            "DescribeUserPool": self.describe,
            "ListUserPools": self.list,
            "UpdateUserPool": self.update,
            "DeleteUserPool": self.delete,
            "CreateUserPoolClient": self.create_client,
            "DescribeUserPoolClient": self.describe_client,
            "ListUserPoolClients": self.list_clients,
            "DeleteUserPoolClient": self.delete_client,
            "CreateUserPoolDomain": self.create_domain,
            "DescribeUserPoolDomain": self.describe_domain,
            "DeleteUserPoolDomain": self.delete_domain,
        }

    async def create(self, given: Members, request: AwsRequest) -> Members:
        pool = await self._pools.create(given["PoolName"], given)
        return {"UserPool": _pool(pool)}

    async def describe(self, given: Members, request: AwsRequest) -> Members:
        pool, n_users, domain = await self._pools.describe(given["UserPoolId"])
        shown = _pool(pool)
        shown["EstimatedNumberOfUsers"] = n_users
        shown["Domain"] = domain.domain if domain else None
        return {"UserPool": shown}

    async def list(self, given: Members, request: AwsRequest) -> Members:
        paging = Paging("ListUserPools", given)
        page = await self._pools.list(paging.after(int, str), paging.limit)
        return {
            "UserPools": [_pool_summary(pool) for pool in page.items],
            "NextToken": paging.next_token(page.next_after),
        }

    async def update(self, given: Members, request: AwsRequest) -> Members:
        changes = {name: value for name, value in given.items() if name != "UserPoolId"}
        await self._pools.update(given["UserPoolId"], changes)
        return {}

    async def delete(self, given: Members, request: AwsRequest) -> Members:
        await self._pools.delete(given["UserPoolId"])
        return {}

    async def create_client(self, given: Members, request: AwsRequest) -> Members:
        secret = given.get("ClientSecret")
        if given.get("GenerateSecret"):
            if secret is not None:
                raise InvalidInput("ClientSecret cannot be given together with GenerateSecret.")
            secret = ""
        kept = {name: value for name, value in given.items() if name not in _CLIENT_APART}
        client = await self._pools.create_client(given["UserPoolId"], given["ClientName"], secret, kept)
        return {"UserPoolClient": _client(client)}

    async def describe_client(self, given: Members, request: AwsRequest) -> Members:
        client = await self._pools.describe_client(given["UserPoolId"], given["ClientId"])
        return {"UserPoolClient": _client(client)}

    async def list_clients(self, given: Members, request: AwsRequest) -> Members:
        paging = Paging("ListUserPoolClients", given)
        page = await self._pools.list_clients(given["UserPoolId"], paging.after(str), paging.limit)
        return {
            "UserPoolClients": [
                {"ClientId": client.client_id, "UserPoolId": client.pool_id, "ClientName": client.name}
                for client in page.items
            ],
            "NextToken": paging.next_token(page.next_after),
        }

    async def delete_client(self, given: Members, request: AwsRequest) -> Members:
        await self._pools.delete_client(given["UserPoolId"], given["ClientId"])
        return {}

    async def create_domain(self, given: Members, request: AwsRequest) -> Members:
        await self._pools.create_domain(given["UserPoolId"], given["Domain"], given)
        return {"ManagedLoginVersion": given.get("ManagedLoginVersion", 1)}

    async def describe_domain(self, given: Members, request: AwsRequest) -> Members:
        """An unknown domain is described as nothing, as by Cognito."""
        domain = await self._pools.find_domain(given["Domain"])
        return {"DomainDescription": self._domain(domain) if domain else {}}

    async def delete_domain(self, given: Members, request: AwsRequest) -> Members:
        await self._pools.delete_domain(given["UserPoolId"], given["Domain"])
        return {}

    def _domain(self, domain: UserPoolDomain) -> Members:
        return {
            "UserPoolId": domain.pool_id,
            "AWSAccountId": self._account,
            "Domain": domain.domain,
            "Status": "ACTIVE",
            "CustomDomainConfig": domain.request.get("CustomDomainConfig"),
            "ManagedLoginVersion": domain.request.get("ManagedLoginVersion", 1),
        }


def _pool(pool: UserPool) -> Members:
    echoed = {_POOL_APART.get(name, name): value for name, value in pool.request.items()}
    policies = {"PasswordPolicy": _PASSWORD_POLICY, **pool.request.get("Policies", {})}
    return {
        **_POOL_DEFAULTS,
        **echoed,
        "Id": pool.pool_id,
        "Arn": pool.arn,
        "Name": pool.name,
        "Policies": policies,
        "CreationDate": pool.created_at,
        "LastModifiedDate": pool.modified_at,
        "EstimatedNumberOfUsers": 0,
    }


def _pool_summary(pool: UserPool) -> Members:
    return {
        "Id": pool.pool_id,
        "Name": pool.name,
        "LambdaConfig": pool.request.get("LambdaConfig", {}),
        "CreationDate": pool.created_at,
        "LastModifiedDate": pool.modified_at,
    }


def _client(client: UserPoolClient) -> dict[str, Any]:
    return {
        **_CLIENT_DEFAULTS,
        **client.request,
        "UserPoolId": client.pool_id,
        "ClientId": client.client_id,
        "ClientName": client.name,
        "ClientSecret": client.secret,
        "CreationDate": client.created_at,
        "LastModifiedDate": client.modified_at,
    }
