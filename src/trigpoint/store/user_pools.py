"""User pools, their app clients and their domains."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.page import Page, Position
from trigpoint.model.worker import UserPool, UserPoolClient, UserPoolDomain
from trigpoint.store.keyset import page_of
from trigpoint.store.tables import (
    group_members,
    user_groups,
    user_pool_clients,
    user_pool_domains,
    user_pools,
)
from trigpoint.store.transaction import Row, Statement, Transaction
from trigpoint.store.upsert import Upsert
from trigpoint.store.values import as_json, from_json

_pools = user_pools.c
_clients = user_pool_clients.c
_domains = user_pool_domains.c
_POOL = select(_pools.pool_id, _pools.name, _pools.arn, _pools.created_at, _pools.modified_at, _pools.request)
_CLIENT = select(
    _clients.client_id,
    _clients.pool_id,
    _clients.name,
    _clients.created_at,
    _clients.modified_at,
    _clients.secret,
    _clients.request,
)
_DOMAIN = select(_domains.domain, _domains.pool_id, _domains.request)

_INSERT_POOL = Statement(insert(user_pools))
_FIND_POOL = Statement(_POOL.where(_pools.pool_id == bindparam("pool")))
_UPDATE_POOL = Statement(
    update(user_pools)
    .where(_pools.pool_id == bindparam("pool"))
    .values(name=bindparam("name"), request=bindparam("request"), modified_at=bindparam("modified_at"))
)
_DELETE_POOL = Statement(delete(user_pools).where(_pools.pool_id == bindparam("pool")))
_DELETE_BELOW = tuple(
    Statement(delete(table).where(table.c.pool_id == bindparam("pool")))
    for table in (user_pool_clients, user_groups, group_members)
)
_INSERT_CLIENT = Statement(insert(user_pool_clients))
_FIND_CLIENT = Statement(
    _CLIENT.where(_clients.client_id == bindparam("client"), _clients.pool_id == bindparam("pool"))
)
_DELETE_CLIENT = Statement(delete(user_pool_clients).where(_clients.client_id == bindparam("client")))
_INSERT_DOMAIN = Upsert(user_pool_domains)
_FIND_DOMAIN = Statement(_DOMAIN.where(_domains.domain == bindparam("domain")))
_DOMAIN_OF_POOL = Statement(_DOMAIN.where(_domains.pool_id == bindparam("pool")).limit(1))
_DELETE_DOMAIN = Statement(delete(user_pool_domains).where(_domains.domain == bindparam("domain")))
_COUNT_POOLS = Statement(select(func.count()).select_from(user_pools))


def _pool(row: Row) -> UserPool:
    return UserPool(
        pool_id=row[0],
        name=row[1],
        arn=row[2],
        created_at=from_micros(row[3]),
        modified_at=from_micros(row[4]),
        request=from_json(row[5]),
    )


def _client(row: Row) -> UserPoolClient:
    return UserPoolClient(
        client_id=row[0],
        pool_id=row[1],
        name=row[2],
        created_at=from_micros(row[3]),
        modified_at=from_micros(row[4]),
        secret=row[5],
        request=from_json(row[6]),
    )


def _domain(row: Row) -> UserPoolDomain:
    return UserPoolDomain(domain=row[0], pool_id=row[1], request=from_json(row[2]))


def insert_pool(tx: Transaction, pool: UserPool) -> None:
    tx.run(
        _INSERT_POOL,
        pool_id=pool.pool_id,
        name=pool.name,
        arn=pool.arn,
        created_at=to_micros(pool.created_at),
        modified_at=to_micros(pool.modified_at),
        request=as_json(pool.request),
    )


def find_pool(tx: Transaction, pool_id: str) -> UserPool | None:
    row = tx.one(_FIND_POOL, pool=pool_id)
    return _pool(row) if row else None


def update_pool(tx: Transaction, pool_id: str, name: str, request: dict[str, Any], now: datetime) -> None:
    tx.run(_UPDATE_POOL, pool=pool_id, name=name, request=as_json(request), modified_at=to_micros(now))


def delete_pool(tx: Transaction, pool_id: str) -> None:
    """Removes the pool with its clients and groups; its users are the workers' affair."""
    for statement in _DELETE_BELOW:
        tx.run(statement, pool=pool_id)
    tx.run(_DELETE_POOL, pool=pool_id)


def count_pools(tx: Transaction) -> int:
    count: int = tx.value(_COUNT_POOLS)
    return count


def list_pools(tx: Transaction, after: Position | None, limit: int) -> Page[UserPool]:
    """Pools by time of creation."""
    order = (_pools.created_at, _pools.pool_id)
    return page_of(
        tx,
        _POOL,
        order,
        _pool,
        lambda pool: (to_micros(pool.created_at), pool.pool_id),
        after=after,
        limit=limit,
    )


def insert_client(tx: Transaction, client: UserPoolClient) -> None:
    tx.run(
        _INSERT_CLIENT,
        client_id=client.client_id,
        pool_id=client.pool_id,
        name=client.name,
        secret=client.secret,
        created_at=to_micros(client.created_at),
        modified_at=to_micros(client.modified_at),
        request=as_json(client.request),
    )


def find_client(tx: Transaction, pool_id: str, client_id: str) -> UserPoolClient | None:
    row = tx.one(_FIND_CLIENT, pool=pool_id, client=client_id)
    return _client(row) if row else None


def delete_client(tx: Transaction, client_id: str) -> None:
    tx.run(_DELETE_CLIENT, client=client_id)


def list_clients(tx: Transaction, pool_id: str, after: Position | None, limit: int) -> Page[UserPoolClient]:
    """Clients of a pool by id."""
    return page_of(
        tx,
        _CLIENT.where(_clients.pool_id == pool_id),
        (_clients.client_id,),
        _client,
        lambda client: (client.client_id,),
        after=after,
        limit=limit,
    )


def insert_domain(tx: Transaction, domain: UserPoolDomain) -> bool:
    """Whether it was new: a taken name changes nothing."""
    return bool(
        _INSERT_DOMAIN.run(tx, domain=domain.domain, pool_id=domain.pool_id, request=as_json(domain.request))
    )


def find_domain(tx: Transaction, domain: str) -> UserPoolDomain | None:
    row = tx.one(_FIND_DOMAIN, domain=domain)
    return _domain(row) if row else None


def domain_of_pool(tx: Transaction, pool_id: str) -> UserPoolDomain | None:
    row = tx.one(_DOMAIN_OF_POOL, pool=pool_id)
    return _domain(row) if row else None


def delete_domain(tx: Transaction, domain: str) -> None:
    tx.run(_DELETE_DOMAIN, domain=domain)
