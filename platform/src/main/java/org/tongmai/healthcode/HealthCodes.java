package org.tongmai.healthcode;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.healthcode.Guardians.Guardianship;
import org.tongmai.healthcode.HealthCode.State;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.UnifiedSocialCreditCode;

/** The codes of residents: applied for, shown, printed, lost, found, cancelled, renewed. */
public final class HealthCodes {

    /** So long a code is valid before it is renewed; a resident number's card lasts as long. */
    static final Period VALID = Period.ofYears(10);

    /**
     * Prints of one code in a day, and in all, by one account or institution, so that none uses up another's: who needs more lost
     * some, and applies for a new code.
     */
    static final int PRINTS_PER_DAY = 5;

    static final int PRINTS_MOST = 50;

    private static final Duration PRINTS_SINCE = Duration.ofDays(1);

    private static final String PRINTED = "printed";

    private static final String CANCELLED = "cancelled";

    /** So long a resident is told what institutions did with the own codes. */
    private static final Duration TOLD = Duration.ofDays(30);

    /** What an institution does to a code that the resident is told of. */
    private static final Set<String> TELLING = Set.of(PRINTED, "lost", CANCELLED, "guardian recorded", "ward recorded");

    private final CodeStore store;
    private final Holders holders;
    private final Guardians guardians;
    private final Presence presence;
    private final Registrations registrations;
    private final Crypto crypto;
    private final SignedLists lists;
    private final Screens screens;
    private final Duration life;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    HealthCodes(
            CodeStore store,
            Holders holders,
            Guardians guardians,
            Presence presence,
            Registrations registrations,
            Crypto crypto,
            SignedLists lists,
            Screens screens,
            Duration life,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.holders = holders;
        this.guardians = guardians;
        this.presence = presence;
        this.registrations = registrations;
        this.crypto = crypto;
        this.lists = lists;
        this.screens = screens;
        this.life = life;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** A code in a form that can be shown, and the end of its life. */
    public record Shown(UUID code, String text, CodePurpose purpose, Instant issuedAt, Instant until) {}

    /**
     * The code of the person of a source patient, made where there is none; where there was one, at the same source patient as that,
     * so that institutions go on knowing the person under the same main index.
     *
     * @param patient logical id of a Patient
     * @throws Problem {@code healthcode.no-such-patient}, {@code healthcode.holder-deceased}
     */
    HealthCode apply(Caller caller, String patient) {
        return apply(caller, holders.patient(caller, patient));
    }

    /** The same for the resident who calls. */
    HealthCode applyForSelf(Caller resident) {
        Long own = resident.compartment();
        if (own == null) {
            throw Holders.noSuchPatient();
        }
        return apply(resident, own);
    }

    private HealthCode apply(Caller caller, long compartment) {
        return transaction.execute(status -> {
            lock(compartment);
            Set<Long> person = holders.person(compartment);
            List<HealthCode> there = store.of(person);
            if (!there.isEmpty()) {
                return there.getFirst();
            }
            requireAlive(person);
            Optional<HealthCode> before = store.latest(person);
            long anchor = before.map(HealthCode::compartment).orElse(compartment);
            UUID id = UUID.randomUUID();
            Instant now = now();
            store.insert(anchor, id, before.map(HealthCode::holder).orElse(id), now, after(now));
            store.event(anchor, id, now, "applied", caller.account(), caller.institution());
            return store.of(List.of(anchor)).getFirst();
        });
    }

    /** Again where the person was joined with another one meanwhile. */
    private void lock(long compartment) {
        String held;
        do {
            held = holders.lock(compartment);
            store.lock(held);
        } while (!held.equals(holders.lock(compartment)));
    }

    /** The codes of the resident who calls; several where persons with codes were joined. */
    List<HealthCode> own(Caller resident) {
        return store.of(holders.own(resident));
    }

    /** What institutions did lately with the codes of the resident who calls, newest first. */
    List<CodeStore.Event> told(Caller resident) {
        Instant since = now().minus(TOLD);
        return store.events(holders.own(resident)).stream()
                .filter(each -> each.institution() != null && each.at().isAfter(since))
                .filter(each -> TELLING.contains(each.what()))
                .toList();
    }

    /**
     * A code to be shown on a screen now, which ends what the same one showed of it before.
     *
     * @param institution USCC of the only institution that may use it; null for whichever verifies it
     * @throws Problem {@code healthcode.no-such-code}, {@code healthcode.not-active},
     *     {@code healthcode.purpose-not-yours}; of {@link UnifiedSocialCreditCode} where the institution is mistyped
     */
    Shown dynamic(Caller caller, UUID id, CodePurpose purpose, @Nullable String institution) {
        return dynamic(caller, id, purpose, institution, false);
    }

    /**
     * The same.
     *
     * @param renewal a screen goes on showing the same: what it shows stays good to its end, so that nothing dies in the hand
     */
    Shown dynamic(Caller caller, UUID id, CodePurpose purpose, @Nullable String institution, boolean renewal) {
        HealthCode code = find(id);
        Set<Long> person = holders.person(code.compartment());
        Shower shower = shower(caller, code, person, purpose);
        requireActive(code, person);
        String only = institution == null
                ? null
                : UnifiedSocialCreditCode.parse(institution).value();
        byte[] who = crypto.index().shower(code.id(), shower.who());
        Instant issued = renewal ? screens.renewed(code, who) : screens.clear(code, who);
        byte[] nonce = new byte[CodeText.NONCE_BYTES];
        random.nextBytes(nonce);
        System.arraycopy(who, 0, nonce, 0, who.length);
        CodeKey key = crypto.keys().signing();
        CodeText text = new CodeText(shower.form(), purpose, life, key.id(), issued, nonce, code.id(), only);
        if (shower.form() != Verified.Form.DYNAMIC) {
            store.event(code, now(), "shown " + shower.form(), caller.account(), caller.institution());
        }
        return new Shown(code.id(), signed(key, text), purpose, issued, text.until());
    }

    /** @param who what tells apart who shows one code; empty for the resident */
    private record Shower(Verified.Form form, String who) {}

    private Shower shower(Caller caller, HealthCode code, Set<Long> person, CodePurpose purpose) {
        if (!holders.mayChange(caller, person)) {
            Guardianship theirs = guardians.require(caller, code.compartment(), purpose);
            return new Shower(Verified.Form.BY_GUARDIAN, theirs.id().toString());
        }
        if (caller.role() == Role.RESIDENT || caller.unrestricted()) {
            return new Shower(Verified.Form.DYNAMIC, "");
        }
        if (purpose == CodePurpose.READ) {
            throw Guardians.purposeNotYours();
        }
        return new Shower(Verified.Form.BY_INSTITUTION, caller.account());
    }

    /**
     * A new print, for the resident, a guardian, or an institution where the resident is; an older one is refused from now on. It
     * ends when the code's validity does now.
     *
     * @param proof that the resident is there, of an institution
     * @throws Problem {@code healthcode.no-such-code}, {@code healthcode.not-active}, {@code healthcode.printed-too-often},
     *     {@code healthcode.holder-not-there}
     */
    Shown print(Caller caller, UUID id, Presence.Proof proof) {
        HealthCode code = find(id);
        Set<Long> person = holders.person(code.compartment());
        if (!holders.mayChange(caller, person)) {
            guardians.require(caller, code.compartment(), CodePurpose.IDENTIFY);
        }
        requireActive(code, person);
        if (Presence.needed(caller)) {
            presence.require(caller, code, proof);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String actor = caller.institution() == null ? caller.account() : caller.institution();
        int serial = transaction.execute(status -> {
            int made = store.print(code).orElseThrow(HealthCodes::notActive);
            if (store.eventsSince(code, PRINTED, Instant.EPOCH, actor) >= PRINTS_MOST
                    || store.eventsSince(code, PRINTED, now.minus(PRINTS_SINCE), actor) >= PRINTS_PER_DAY) {
                throw printedTooOften();
            }
            store.event(code, now(), PRINTED, caller.account(), caller.institution());
            return made;
        });
        lists.changed();
        CodeKey key = crypto.keys().signing();
        Instant until = code.validUntil().truncatedTo(ChronoUnit.MILLIS);
        byte[] print = CodeText.print(serial, until);
        CodeText text = new CodeText(
                Verified.Form.PRINTED, CodePurpose.IDENTIFY, Duration.ZERO, key.id(), now, print, code.id(), null);
        return new Shown(code.id(), signed(key, text), CodePurpose.IDENTIFY, now, until);
    }

    /**
     * For ever, and its cards are free; a new one can be applied for.
     *
     * @param proof that the resident is there, of an institution
     * @throws Problem {@code healthcode.no-such-code}, {@code healthcode.cancelled-before}, {@code healthcode.holder-not-there}
     */
    HealthCode cancel(Caller caller, UUID id, Presence.Proof proof) {
        HealthCode code = change(caller, id);
        if (code.state() == State.CANCELLED) {
            throw cancelledBefore();
        }
        if (Presence.needed(caller)) {
            presence.require(caller, code, proof);
        }
        changed(caller, code, CANCELLED, () -> store.change(code, State.CANCELLED, now()));
        return find(id);
    }

    /** Valid anew from today. */
    HealthCode renew(Caller caller, UUID id) {
        HealthCode code = change(caller, id);
        changed(caller, code, "renewed", () -> store.renew(code, after(now())));
        return find(id);
    }

    HealthCode find(UUID id) {
        return store.byPointer(CodeStore.CODE, CodeStore.bytes(id)).orElseThrow(HealthCodes::noSuchCode);
    }

    /** What happened to the codes and guardianships of the person of this code, newest first, at most 200. */
    List<CodeStore.Event> events(Caller caller, UUID id) {
        return store.events(holders.person(change(caller, id).compartment()));
    }

    /** A code that the caller may change. */
    HealthCode change(Caller caller, UUID id) {
        HealthCode code = find(id);
        if (!holders.mayChange(caller, code.compartment())) {
            throw noSuchCode();
        }
        return code;
    }

    /** Changes the state of a code and notes it. */
    HealthCode move(Caller caller, HealthCode code, State from, State to, String what) {
        if (code.state() != from) {
            throw notActive();
        }
        changed(caller, code, what, () -> store.change(code, to, now()));
        return find(code.id());
    }

    private void changed(Caller caller, HealthCode code, String what, BooleanSupplier change) {
        transaction.executeWithoutResult(status -> {
            if (!change.getAsBoolean()) {
                throw notActive();
            }
            store.event(code, now(), what, caller.account(), caller.institution());
        });
        lists.changed();
    }

    private String signed(CodeKey key, CodeText text) {
        return text.text(crypto.keys().sign(key, text.signed()));
    }

    /** @param person all source patients of the person of the code */
    void requireActive(HealthCode code, Set<Long> person) {
        if (code.state() != State.ACTIVE || !clock.instant().isBefore(code.validUntil())) {
            throw notActive();
        }
        requireAlive(person);
    }

    private void requireAlive(Set<Long> person) {
        if (registrations.deceased(person)) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "healthcode.holder-deceased",
                    "A registration of the resident says that the resident died.",
                    "The code of somebody who died is shown, printed and mapped by nobody.",
                    "Where it is a mistake, the institution of that registration corrects it.");
        }
    }

    /** @throws Problem {@code healthcode.institution-missing} */
    static String requireInstitution(Caller caller) {
        String institution = caller.institution();
        if (institution == null) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "healthcode.institution-missing",
                    "The caller belongs to no institution.",
                    "Local numbers and uses are an institution's.",
                    "Sign in with an account of the institution.");
        }
        return institution;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant after(Instant now) {
        return now.atOffset(ZoneOffset.UTC).plus(VALID).toInstant();
    }

    static Problem noSuchCode() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "healthcode.no-such-code",
                "There is no such health code.",
                "A resident sees the own codes, an institution those of patients it has registered.",
                "Check the id, or apply for a code.");
    }

    private static Problem printedTooOften() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "healthcode.printed-too-often",
                "This code was printed here " + PRINTS_PER_DAY + " times today, or " + PRINTS_MOST + " times in all.",
                "Each print makes the one before worthless.",
                "Use the last print, show the code on a phone, or cancel it and apply for a new one.");
    }

    private static Problem cancelledBefore() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "healthcode.cancelled-before",
                "The health code was cancelled before.",
                "A code is cancelled once and for ever.",
                "Nothing is left to do; apply for a new code where one is wanted.");
    }

    private static Problem notActive() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "healthcode.not-active",
                "The health code is lost, cancelled, past its validity, or was changed meanwhile.",
                "Only a code that is active can be shown, printed or changed.",
                "Look at its state; report it found, renew it, or apply for a new one.");
    }
}
