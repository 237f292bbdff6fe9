"""Kernels: the order of events, and what each account held before its first flow.

Each flow leaves its payer and arrives at its payee: two events. Events stand in time order; at one
moment those of an account stand in the order of its statements, and a flow leaves before it
arrives. Where these contradict each other (two accounts that pay each other at one moment, each out
of what the other one paid), the flow that stands first in its file goes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from app.analysis.tracing.net import Column, Net


class Places(NamedTuple):
    """Where each flow stands in the statements of its two accounts; and scratch for a moment.

    Attributes:
        in_record: the payee's row where the payer's proves the flow as well, else -1.
        out_place, in_place: order in the payer's and the payee's statement.
        unsure: 1 where ``in_place`` is still to be looked up (only ties need it), 2 where a tie
            does; the caller looks up and puts 0.
        slot, origin: of each flow, scratch of -1.
    """

    in_record: Column
    out_place: Column
    in_place: Column
    unsure: Column
    slot: Column
    origin: Column


def merge_events(late: Column, net: Net, events: Column) -> int:
    """Write all events in time order, flows leaving before they arrive; returns how many.

    Args:
        late: flows that arrive later than they leave, by the time they arrive.
        net: the flows, by the time they leave.
        events: gets ``2 * flow``, and ``+ 1`` where it arrives.
    """
    count = 0
    waiting = 0
    for flow in range(len(net.leave)):
        leave = net.leave[flow]
        while waiting < len(late) and net.arrive[late[waiting]] < leave:
            if net.payee[late[waiting]] >= 0:
                events[count] = 2 * late[waiting] + 1
                count += 1
            waiting += 1
        events[count] = 2 * flow
        count += 1
        if net.payee[flow] >= 0 and net.arrive[flow] == leave:
            events[count] = 2 * flow + 1
            count += 1
    while waiting < len(late):
        if net.payee[late[waiting]] >= 0:
            events[count] = 2 * late[waiting] + 1
            count += 1
        waiting += 1
    return count


def moment_of(code: int, net: Net) -> int:
    """When an event happens, in microseconds of case time."""
    if code & 1 == 1:
        return net.arrive[code >> 1]
    return net.leave[code >> 1]


def sheet_of(code: int, net: Net, places: Places) -> int:
    """The sheet in which an event stands; a record's id begins with file and sheet."""
    flow = code >> 1
    if code & 1 == 1 and places.in_record[flow] >= 0:
        return places.in_record[flow] >> 31
    return net.fid[flow] >> 31


def holder_of(code: int, net: Net) -> int:
    """The account whose money an event moves, -1 where nothing is known of it."""
    flow = code >> 1
    account = net.payee[flow] if code & 1 == 1 else net.payer[flow]
    if account >= 0 and net.loaded[account]:
        return account
    return -1


def stands_before(one: int, two: int, net: Net, places: Places) -> bool:
    """Whether event ``one`` stands before ``two``: by account, file, place, flow."""
    a = holder_of(one, net)
    b = holder_of(two, net)
    if a != b:
        return a < b
    f = one >> 1
    g = two >> 1
    sheet_f = sheet_of(one, net, places)
    sheet_g = sheet_of(two, net, places)
    if sheet_f != sheet_g:
        return sheet_f < sheet_g
    place_f = places.in_place[f] if one & 1 == 1 else places.out_place[f]
    place_g = places.in_place[g] if two & 1 == 1 else places.out_place[g]
    if place_f != place_g:
        return place_f < place_g
    if net.fid[f] != net.fid[g]:
        return net.fid[f] < net.fid[g]
    return one < two


def sort_moment(events: Column, start: int, stop: int, net: Net, places: Places) -> None:
    """Sort the events of one moment by account and statement (heapsort, in place)."""
    size = stop - start
    first = size // 2 - 1
    for root in range(first, -1, -1):
        sift(events, start, root, size, net, places)
    for end in range(size - 1, 0, -1):
        top = events[start]
        events[start] = events[start + end]
        events[start + end] = top
        sift(events, start, 0, end, net, places)


def sift(events: Column, start: int, root: int, size: int, net: Net, places: Places) -> None:
    """Let an event sink to its place in the heap."""
    while True:
        child = 2 * root + 1
        if child >= size:
            return
        if child + 1 < size and stands_before(
            events[start + child], events[start + child + 1], net, places
        ):
            child += 1
        if not stands_before(events[start + root], events[start + child], net, places):
            return
        swap = events[start + root]
        events[start + root] = events[start + child]
        events[start + child] = swap
        root = child


def is_simple(events: Column, start: int, stop: int, net: Net) -> bool:
    """Whether no account has two events at this moment, as far as a short look tells."""
    size = stop - start
    if size > 12:
        return False
    for one in range(start, stop):
        a = holder_of(events[one], net)
        if a >= 0:
            for two in range(start, one):
                if holder_of(events[two], net) == a:
                    return False
    return True


def arrange(
    events: Column,
    count: int,
    net: Net,
    places: Places,
    sorted_events: Column,
    blocked: Column,
) -> int:
    """Put the events of each moment in order; returns how many places have to be looked up.

    Args:
        events: in time order; rearranged in place.
        count: how many.
        net: flows and accounts.
        places: where flows stand; ``unsure`` becomes 2 where the order depends on it.
        sorted_events, blocked: scratch as long as ``events``.
    """
    unsure = 0
    start = 0
    while start < count:
        stop = start + 1
        moment = moment_of(events[start], net)
        while stop < count and moment_of(events[stop], net) == moment:
            stop += 1
        alone = stop - start == 2 and events[start] >> 1 == events[start + 1] >> 1
        if stop - start > 1 and not alone and not is_simple(events, start, stop, net):
            sort_moment(events, start, stop, net, places)
            for position in range(start, stop):
                code = events[position]
                tied = (
                    position > start
                    and holder_of(events[position - 1], net) == holder_of(code, net)
                ) or (
                    position + 1 < stop
                    and holder_of(events[position + 1], net) == holder_of(code, net)
                )
                if (
                    code & 1 == 1
                    and tied
                    and holder_of(code, net) >= 0
                    and places.unsure[code >> 1] == 1
                ):
                    places.unsure[code >> 1] = 2
                    unsure += 1
            resolve(events, start, stop, net, places, sorted_events, blocked)
        start = stop
    return unsure


def resolve(
    events: Column,
    start: int,
    stop: int,
    net: Net,
    places: Places,
    sorted_events: Column,
    blocked: Column,
) -> None:
    """An order of one moment's sorted events that keeps each account's and lets flows leave first.

    ``blocked`` counts what an event waits for: the one before it in its account, its own leaving.
    """
    size = stop - start
    for position in range(size):
        code = events[start + position]
        sorted_events[position] = code
        blocked[position] = 0
        if code & 1 == 1:
            places.slot[code >> 1] = position
        else:
            places.origin[code >> 1] = position
    for position in range(size):
        code = sorted_events[position]
        if position > 0:
            account = holder_of(code, net)
            if account >= 0 and holder_of(sorted_events[position - 1], net) == account:
                blocked[position] += 1
        if code & 1 == 0 and places.slot[code >> 1] >= 0:
            blocked[places.slot[code >> 1]] += 1
    done = 0
    scan = 0
    for position in range(size):
        if blocked[position] == 0:
            blocked[position] = -1
            events[start + done] = position
            done += 1
    while scan < size:
        if scan == done:
            best = weakest(sorted_events, blocked, size, net, places)
            blocked[best] = -1
            events[start + done] = best
            done += 1
        position = events[start + scan]
        scan += 1
        code = sorted_events[position]
        if position + 1 < size:
            account = holder_of(code, net)
            if account >= 0 and holder_of(sorted_events[position + 1], net) == account:
                after = position + 1
                if blocked[after] > 0:
                    blocked[after] -= 1
                    if blocked[after] == 0:
                        blocked[after] = -1
                        events[start + done] = after
                        done += 1
        if code & 1 == 0:
            partner = places.slot[code >> 1]
            if partner >= 0 and blocked[partner] > 0:
                blocked[partner] -= 1
                if blocked[partner] == 0:
                    blocked[partner] = -1
                    events[start + done] = partner
                    done += 1
    for position in range(size):
        events[start + position] = sorted_events[events[start + position]]
        places.slot[sorted_events[position] >> 1] = -1
        places.origin[sorted_events[position] >> 1] = -1


def awaited(position: int, sorted_events: Column, blocked: Column, places: Places) -> int:
    """What a blocked event waits for: its own leaving, else the one before it in its account."""
    code = sorted_events[position]
    if code & 1 == 1:
        origin = places.origin[code >> 1]
        if origin >= 0 and blocked[origin] >= 0:
            return origin
    return position - 1


def weakest(sorted_events: Column, blocked: Column, size: int, net: Net, places: Places) -> int:
    """Of events that wait for each other in a ring, the flow that stands first in its file.

    It leaves before what its payer's statement puts before it.
    """
    position = 0
    while blocked[position] < 0:
        position += 1
    for _step in range(size):
        position = awaited(position, sorted_events, blocked, places)
    best = -1
    end = position
    while True:
        code = sorted_events[position]
        if code & 1 == 0 and (best < 0 or leaves_first(code, sorted_events[best], net, places)):
            best = position
        position = awaited(position, sorted_events, blocked, places)
        if position == end:
            return best


def leaves_first(one: int, two: int, net: Net, places: Places) -> bool:
    """Whether the flow of event ``one`` stands before that of ``two`` in the files."""
    f = one >> 1
    g = two >> 1
    if net.fid[f] >> 31 != net.fid[g] >> 31:
        return net.fid[f] >> 31 < net.fid[g] >> 31
    if places.out_place[f] != places.out_place[g]:
        return places.out_place[f] < places.out_place[g]
    return net.fid[f] < net.fid[g]


def find_openings(
    events: Column,
    count: int,
    net: Net,
    places: Places,
    first_row: Column,
    first_balance: Column,
    moved: Column,
    lowest: Column,
    known: Column,
) -> None:
    """What each loaded account held before its first flow, into ``net.opening``.

    Args:
        events: in order.
        count: how many.
        net: flows and accounts.
        places: where flows stand.
        first_row: of each account the first row that carries a balance, -1 for none.
        first_balance: that balance.
        moved, lowest, known: scratch, zeros for each account.
    """
    unknown = 0
    for account in range(len(first_row)):
        if net.loaded[account]:
            unknown += 1
    for position in range(count):
        if unknown == 0:
            break
        code = events[position]
        account = holder_of(code, net)
        if account < 0 or known[account] == 1:
            continue
        flow = code >> 1
        if code & 1 == 1:
            moved[account] += net.amount[flow]
        else:
            moved[account] -= net.amount[flow]
        if moved[account] < lowest[account]:
            lowest[account] = moved[account]
        row = (
            places.in_record[flow]
            if code & 1 == 1 and places.in_record[flow] >= 0
            else net.fid[flow]
        )
        if row == first_row[account]:
            known[account] = 1
            unknown -= 1
            net.opening[account] = max(0, first_balance[account] - moved[account])
    for account in range(len(first_row)):
        if net.loaded[account] and known[account] == 0:
            net.opening[account] = -lowest[account]


KERNELS = (
    merge_events, moment_of, sheet_of, holder_of, stands_before, sift, sort_moment, is_simple,
    leaves_first, awaited, weakest, resolve, arrange, find_openings,
)  # fmt: skip
"""In the order in which they call each other."""
