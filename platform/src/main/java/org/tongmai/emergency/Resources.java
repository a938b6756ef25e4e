package org.tongmai.emergency;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Institution;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.Cases;

/**
 * What there is to respond with. Institutions say what they have and use; an event is promised a part of it. Of many who ask at once
 * nobody is promised what another has: the promise is one conditional update of one row.
 */
public final class Resources {

    static final int LISTED = 1_000;

    private static final int SAID_MOST = 500;
    private static final int COUNT_MOST = 10_000_000;
    private static final int NAME_LONGEST = 100;
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final ResourceStore store;
    private final Ledger ledger;
    private final Cases cases;
    private final Directory directory;
    private final TransactionOperations transaction;
    private final Clock clock;

    Resources(
            ResourceStore store,
            Ledger ledger,
            Cases cases,
            Directory directory,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.ledger = ledger;
        this.cases = cases;
        this.directory = directory;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * What an institution says of one of its resources.
     *
     * @param asOf now where it is left out
     */
    public record Said(
            Resource.@Nullable Kind kind,
            @Nullable String item,
            @Nullable String unit,
            @Nullable Integer capacity,
            @Nullable Integer used,
            @Nullable Instant asOf) {}

    /** What somebody wants of a resource. */
    public record Wanted(@Nullable Long resource, @Nullable Integer amount) {}

    // -- what there is

    /**
     * Takes down what the caller's institution has, all or nothing. What is older than what is known is left out. What an event took into
     * use after the moment that is told of is not in what is told, and is added to it.
     *
     * @return how many lines are now known as told
     * @throws Problem {@code emergency.institution-unknown}, {@code emergency.incomplete}
     */
    public int say(Caller caller, List<Said> lines) {
        String institution = own(caller);
        String region = region(institution);
        Refusals.require(lines.size() <= SAID_MOST, "resources");
        List<Resource> told = lines.stream()
                .map(each -> told(institution, region, each))
                // in one order, so that two lists of one hospital at once do not wait for each other
                .sorted(Comparator.comparing((Resource each) -> each.kind().name())
                        .thenComparing(Resource::item))
                .toList();
        return Objects.requireNonNull(transaction.execute(status -> (int)
                told.stream().filter(each -> store.say(each, caller.account())).count()));
    }

    private Resource told(String institution, String region, Said said) {
        Refusals.require(said.kind() != null, "kind");
        String item = Refusals.said(said.item(), "item");
        String unit = Refusals.told(said.unit(), "unit");
        Refusals.require(item.length() <= NAME_LONGEST, "item");
        Refusals.require(unit.length() <= NAME_LONGEST, "unit");
        Instant now = ledger.now();
        Instant asOf = said.asOf() == null ? now : said.asOf().truncatedTo(ChronoUnit.MICROS);
        Refusals.requireTime(
                !asOf.isAfter(now.plus(CLOCKS_DIFFER)), "asOf", "What is there is counted before it is told.");
        return new Resource(
                0,
                institution,
                region,
                Objects.requireNonNull(said.kind()),
                item,
                unit,
                count(said.capacity(), "capacity"),
                count(said.used(), "used"),
                0,
                asOf);
    }

    private static int count(@Nullable Integer value, String field) {
        Refusals.require(value != null && value >= 0 && value <= COUNT_MOST, field);
        return Objects.requireNonNull(value);
    }

    /** What a region has; of institutions' own people, what their institution has. */
    List<Resource> list(Caller caller, @Nullable String region, Resource.@Nullable Kind kind) {
        if (!caller.unrestricted() && caller.role() != Role.CDC) {
            return store.list("%", kind, own(caller), LISTED);
        }
        // beds are shown beyond the own region: patients are moved to where there are some
        RegionCode asked = region == null || region.isBlank()
                ? cases.region(caller).map(RegionCode::province).orElse(null)
                : new RegionCode(region);
        return store.list(Events.prefix(asked), kind, null, LISTED);
    }

    // -- promises

    /**
     * Promises a part of a resource to an event.
     *
     * @throws Problem {@code emergency.resource-unknown}, {@code emergency.not-enough}
     */
    public Hold hold(Caller caller, long event, Wanted wanted) {
        Long number = wanted.resource();
        Integer amount = wanted.amount();
        Refusals.require(number != null, "resource");
        Refusals.require(amount != null && amount > 0 && amount <= COUNT_MOST, "amount");
        long resource = Objects.requireNonNull(number);
        int many = Objects.requireNonNull(amount);
        return ledger.write(caller, event, Standing.STAFF, page -> {
            Resource asked = store.find(resource).orElseThrow(Resources::unknown);
            if (cases.region(caller)
                    .filter(each -> !each.province().contains(new RegionCode(asked.region())))
                    .isPresent()) {
                throw unknown();
            }
            if (!store.promise(resource, many)) {
                throw notEnough();
            }
            long hold = store.hold(resource, event, many, page.at(), caller.account());
            page.add(new Happening.ResourceMoved(hold, asked.institution(), asked.kind(), many, Hold.State.HELD));
            return store.lockHold(hold, event).orElseThrow();
        });
    }

    /**
     * Takes what is promised into use, or gives it back.
     *
     * @throws Problem {@code emergency.hold-unknown}, {@code emergency.hold-not-possible}, {@code emergency.hold-of-transfer}
     */
    Hold settle(Caller caller, long event, long id, Hold.State to) {
        return ledger.write(caller, event, Standing.STAFF, page -> {
            Hold hold = store.lockHold(id, event)
                    .orElseThrow(() -> new Problem(
                            Problem.Kind.NOT_FOUND,
                            "emergency.hold-unknown",
                            "Nothing of this number is promised to the event.",
                            "Promises are those of one event.",
                            "Choose one from the list of the event."));
            if (underWay(event).stream().anyMatch(each -> Objects.equals(each.hold(), id))) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "emergency.hold-of-transfer",
                        "A patient is being moved into this bed.",
                        "The bed is taken when the patient comes, and free again when the transfer is cancelled.",
                        "Cancel the transfer, or wait until the patient came.");
            }
            settle(page, hold, to, caller.account());
            return store.lockHold(id, event).orElseThrow();
        });
    }

    void settle(Ledger.Page page, Hold hold, Hold.State to, String account) {
        boolean possible =
                switch (hold.state()) {
                    case HELD -> to != Hold.State.HELD;
                    case TAKEN -> to == Hold.State.RELEASED;
                    case RELEASED -> false;
                };
        if (!possible) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "emergency.hold-not-possible",
                    "That cannot be done with it any more.",
                    "It is " + hold.state() + ": what is promised is taken or given back, what is taken is given back.",
                    "Look at the list of the event again.");
        }
        store.settle(hold, to, page.at(), account);
        page.add(new Happening.ResourceMoved(
                hold.id(), hold.resource().institution(), hold.resource().kind(), hold.amount(), to));
    }

    /** Gives back what is promised to an event and not in use; what is in use its institution counts from then on. */
    void release(Ledger.Page page, String account) {
        store.held(page.id()).forEach(each -> settle(page, each, Hold.State.RELEASED, account));
    }

    /** Transfers of an event that have not ended. */
    List<Transfer> underWay(long event) {
        return store.underWay(event);
    }

    /** What an event was promised, what is still so first. */
    List<Hold> holds(Caller caller, long event) {
        ledger.seen(caller, event, Standing.SEES);
        return store.holds(event);
    }

    /** The caller's institution. */
    static String own(Caller caller) {
        String institution = caller.institution();
        if (institution == null) {
            throw unknownInstitution();
        }
        return institution;
    }

    String region(String institution) {
        Optional<Institution> known =
                directory.institution(institution, LocalDate.ofInstant(clock.instant(), Events.ZONE));
        return known.flatMap(each -> Optional.ofNullable(each.region()))
                .map(RegionCode::value)
                .orElseThrow(Resources::unknownInstitution);
    }

    static Problem notEnough() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "emergency.not-enough",
                "There is not so much free.",
                "What is in use or promised to somebody cannot be promised again.",
                "Ask for less, or elsewhere.");
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "emergency.resource-unknown",
                "There is no such resource that you may ask for.",
                "An event has the resources of its province.",
                "Choose one from the list.");
    }

    private static Problem unknownInstitution() {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "emergency.institution-unknown",
                "Nobody filed where that institution is.",
                "Resources and transfers belong to institutions of the directory.",
                "Ask the operator to file the institution with its region.");
    }
}
