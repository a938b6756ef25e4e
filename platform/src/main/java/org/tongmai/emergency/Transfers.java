package org.tongmai.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;

/**
 * Patients moved between hospitals. The event's staff asks; the receiving hospital accepts, with a bed held by the same commit, or refuses;
 * the sending one says that the patient left, the receiving one that the patient came.
 */
final class Transfers {

    private final ResourceStore store;
    private final Resources resources;
    private final Ledger ledger;

    Transfers(ResourceStore store, Resources resources, Ledger ledger) {
        this.store = store;
        this.resources = resources;
        this.ledger = ledger;
    }

    /**
     * A patient who is to be moved.
     *
     * @param person number in the event; left out for one who is not on its list
     * @param from USCC
     * @param to USCC
     */
    record Wanted(
            @Nullable Integer person,
            @Nullable String from,
            @Nullable String to,
            Resource.@Nullable Kind bed,
            @Nullable String words) {}

    /** Transfers of an event; of whom, and what was said, is for those who work on it. */
    List<Transfer> of(Caller caller, long event) {
        boolean staff = ledger.standing(caller, ledger.seen(caller, event, Standing.SEES))
                        .compareTo(Standing.STAFF)
                >= 0;
        return store.transfers(event).stream()
                .map(each -> staff ? each : each.silent())
                .toList();
    }

    /** Transfers from and to the caller's hospital. */
    List<Transfer> at(Caller caller) {
        return store.transfersAt(Resources.own(caller));
    }

    /** Asks a hospital to take a patient. */
    Transfer request(Caller caller, long event, Wanted wanted) {
        String from = Refusals.told(wanted.from(), "from");
        String to = Refusals.told(wanted.to(), "to");
        if (from.equals(to)) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "emergency.same-hospital",
                    "The patient is in that hospital already.",
                    "A transfer is from one hospital to another.",
                    "Choose another hospital; a bed in the own one needs no transfer.",
                    List.of("to"));
        }
        resources.region(from);
        resources.region(to);
        Resource.Kind bed = wanted.bed();
        Refusals.require(bed != null && bed.bed(), "bed");
        String words = Refusals.nameless(Refusals.said(wanted.words(), "words"), "words");
        return ledger.write(caller, event, Standing.STAFF, page -> {
            Instant at = page.at();
            var asked = new Transfer(
                    0,
                    event,
                    wanted.person(),
                    from,
                    to,
                    Objects.requireNonNull(bed),
                    Transfer.State.REQUESTED,
                    null,
                    words,
                    at,
                    at);
            long id = store.request(asked, caller.account());
            page.add(new Happening.TransferMoved(id, wanted.person(), from, to, Transfer.State.REQUESTED));
            return store.transfer(id).orElseThrow();
        });
    }

    /**
     * Takes a transfer further.
     *
     * @throws Problem {@code emergency.transfer-unknown}, {@code emergency.transfer-not-possible}, {@code emergency.not-enough}
     */
    Transfer move(Caller caller, long id, Transfer.State to, @Nullable String told) {
        String words = to == Transfer.State.REFUSED || to == Transfer.State.CANCELLED
                ? Refusals.words(told)
                : Refusals.nameless(Refusals.said(told, "words"), "words");
        long event = store.transfer(id).orElseThrow(Transfers::unknown).event();
        return ledger.writeFor(caller, event, page -> {
            Transfer transfer = store.lockTransfer(id).orElseThrow(Transfers::unknown);
            check(caller, page.event(), transfer, to);
            if (!transfer.state().next().contains(to)) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "emergency.transfer-not-possible",
                        "The transfer does not wait for this.",
                        "It is " + transfer.state() + "; from there lead "
                                + transfer.state().next() + ".",
                        "Look at the transfer again.");
            }
            Long hold = bed(caller, page, transfer, to);
            store.move(id, to, hold, words, page.at(), caller.account());
            page.add(new Happening.TransferMoved(id, transfer.person(), transfer.from(), transfer.to(), to));
            return store.transfer(id).orElseThrow();
        });
    }

    private @Nullable Long bed(Caller caller, Ledger.Page page, Transfer transfer, Transfer.State to) {
        Long held = transfer.hold();
        return switch (to) {
            case ACCEPTED -> {
                long bed = store.promiseBed(transfer.to(), transfer.bed()).orElseThrow(Resources::notEnough);
                long hold = store.hold(bed, page.id(), 1, page.at(), caller.account());
                page.add(new Happening.ResourceMoved(hold, transfer.to(), transfer.bed(), 1, Hold.State.HELD));
                yield hold;
            }
            case ARRIVED, CANCELLED -> {
                if (held != null) {
                    resources.settle(
                            page,
                            store.lockHold(held, page.id()).orElseThrow(),
                            to == Transfer.State.ARRIVED ? Hold.State.TAKEN : Hold.State.RELEASED,
                            caller.account());
                }
                yield held;
            }
            case REQUESTED, REFUSED, DEPARTED -> held;
        };
    }

    /** The receiving hospital accepts, refuses and receives; the sending one sends; the event's staff may send and cancel. */
    private void check(Caller caller, Event event, Transfer transfer, Transfer.State to) {
        boolean cdc = caller.unrestricted() || caller.role() == Role.CDC;
        boolean staff = cdc && ledger.standing(caller, event).compareTo(Standing.STAFF) >= 0;
        boolean sender = transfer.from().equals(caller.institution());
        boolean receiver = transfer.to().equals(caller.institution());
        if (!staff && !sender && !receiver) {
            throw unknown();
        }
        boolean may =
                switch (to) {
                    case ACCEPTED, REFUSED, ARRIVED -> receiver || caller.unrestricted();
                    case DEPARTED -> sender || staff;
                    case CANCELLED -> staff;
                    case REQUESTED -> false;
                };
        if (!may) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "emergency.transfer-not-yours",
                    "That is for the other side to say.",
                    "The receiving hospital accepts, refuses and receives; the sending one sends; the event's staff may cancel.",
                    "Wait for them, or call them.");
        }
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "emergency.transfer-unknown",
                "There is no such transfer that you may see.",
                "Hospitals see those from and to them, the staff of an event those of the event.",
                "Choose one from the list.");
    }
}
