package org.tongmai.healthcode;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.healthcode.HealthCode.State;
import org.tongmai.kernel.Problem;

/** The codes of residents: applied for, shown, printed, lost, found, cancelled, renewed, with cards mapped to them. */
public final class HealthCodes {

    /** So long a code is valid before it is renewed; a resident number's card lasts as long. */
    static final Period VALID = Period.ofYears(10);

    /** Prints of one code in a day, and in all: who needs more lost some, and applies for a new code. */
    static final int PRINTS_PER_DAY = 5;

    static final int PRINTS_MOST = 50;

    private static final Duration PRINTS_SINCE = Duration.ofDays(1);

    private static final String PRINTED = "printed";

    /** Which institution that is, and whether it is one, its own verification shows. */
    private static final Pattern INSTITUTION = Pattern.compile("[0-9A-Z]{18}");

    private static final Pattern CARD_NUMBER = Pattern.compile("[A-Z0-9-]{4,32}");

    private final CodeStore store;
    private final Holders holders;
    private final Guardians guardians;
    private final Crypto crypto;
    private final Duration life;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    HealthCodes(
            CodeStore store,
            Holders holders,
            Guardians guardians,
            Crypto crypto,
            Duration life,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.holders = holders;
        this.guardians = guardians;
        this.crypto = crypto;
        this.life = life;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** A code in a form that can be shown, and the end of its life. */
    public record Shown(UUID code, String text, CodePurpose purpose, Instant issuedAt, Instant until) {}

    /** A card or local patient number that stands for a code. */
    public enum CardKind {
        /** 社会保障卡. */
        SOCIAL_SECURITY,
        /** 居民健康卡, the physical one. */
        HEALTH_CARD,
        /** 院内就诊卡: an old card of one institution. */
        HOSPITAL_CARD,
        /** 院内患者号: the patient number of one institution. */
        LOCAL_PATIENT;

        /** Whether the number is unique within one institution only. */
        boolean local() {
            return this == HOSPITAL_CARD || this == LOCAL_PATIENT;
        }
    }

    /** A mapped card, its number shown to who holds or mapped it. */
    public record Card(CardKind kind, @Nullable String institution, String number) {}

    /**
     * The code of the person of a source patient, made where there is none.
     *
     * @param patient logical id of a Patient
     * @throws Problem {@code healthcode.no-such-patient}
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
            store.lock(holders.lock(compartment));
            List<HealthCode> there = store.of(holders.person(compartment));
            if (!there.isEmpty()) {
                return there.getFirst();
            }
            UUID id = randomId();
            Instant now = now();
            store.insert(compartment, id, now, after(now));
            store.event(compartment, id, now, "applied", caller.account(), caller.institution());
            return store.of(List.of(compartment)).getFirst();
        });
    }

    /** The codes of the resident who calls; several where persons with codes were joined. */
    List<HealthCode> own(Caller resident) {
        return store.of(holders.own(resident));
    }

    /**
     * A code to be shown on a screen now.
     *
     * @param institution USCC of the only institution that may use it; null for whichever verifies it
     * @throws Problem {@code healthcode.no-such-code}, {@code healthcode.not-active},
     *     {@code healthcode.purpose-not-yours}
     */
    Shown dynamic(Caller caller, UUID id, CodePurpose purpose, @Nullable String institution) {
        HealthCode code = find(id);
        Verified.Form form = Verified.Form.DYNAMIC;
        if (!holders.mayChange(caller, code.compartment())) {
            guardians.require(caller, code.compartment(), purpose);
            form = Verified.Form.BY_GUARDIAN;
        } else if (caller.role() != Role.RESIDENT && !caller.unrestricted() && purpose == CodePurpose.READ) {
            throw Guardians.purposeNotYours();
        }
        requireActive(code);
        if (institution != null && !INSTITUTION.matcher(institution).matches()) {
            throw HealthCodeRoutes.incomplete("The institution is not given by the 18 places of its USCC.");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        byte[] nonce = new byte[CodeText.NONCE_BYTES];
        random.nextBytes(nonce);
        CodeKey key = crypto.keys().signing();
        CodeText text = new CodeText(form, purpose, life, key.id(), now, nonce, code.id(), institution);
        return new Shown(code.id(), signed(key, text), purpose, now, text.until());
    }

    /**
     * A new print; an older one is refused from now on. It ends when the code's validity does now.
     *
     * @throws Problem {@code healthcode.no-such-code}, {@code healthcode.not-active}, {@code healthcode.printed-too-often}
     */
    Shown print(Caller caller, UUID id) {
        HealthCode code = change(caller, id);
        requireActive(code);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        int serial = transaction.execute(status -> {
            int made = store.print(code).orElseThrow(HealthCodes::notActive);
            if (made > PRINTS_MOST || store.eventsSince(code, PRINTED, now.minus(PRINTS_SINCE)) >= PRINTS_PER_DAY) {
                throw printedTooOften();
            }
            store.event(code, now(), PRINTED, caller.account(), caller.institution());
            return made;
        });
        CodeKey key = crypto.keys().signing();
        Instant until = code.validUntil().truncatedTo(ChronoUnit.MILLIS);
        byte[] print = CodeText.print(serial, until);
        CodeText text = new CodeText(
                Verified.Form.PRINTED, CodePurpose.IDENTIFY, Duration.ZERO, key.id(), now, print, code.id(), null);
        return new Shown(code.id(), signed(key, text), CodePurpose.IDENTIFY, now, until);
    }

    /** @throws Problem {@code healthcode.no-such-code}, {@code healthcode.not-active} */
    HealthCode reportLost(Caller caller, UUID id) {
        return move(caller, id, State.ACTIVE, State.LOST, "lost");
    }

    /** @throws Problem {@code healthcode.no-such-code}, {@code healthcode.not-active} */
    HealthCode reportFound(Caller caller, UUID id) {
        return move(caller, id, State.LOST, State.ACTIVE, "found");
    }

    /** For ever; a new one can be applied for. */
    HealthCode cancel(Caller caller, UUID id) {
        HealthCode code = change(caller, id);
        changed(caller, code, "cancelled", () -> store.change(code, State.CANCELLED, now()));
        return find(id);
    }

    /** Valid anew from today. */
    HealthCode renew(Caller caller, UUID id) {
        HealthCode code = change(caller, id);
        changed(caller, code, "renewed", () -> store.renew(code, after(now())));
        return find(id);
    }

    /**
     * Maps a card or local patient number to the code.
     *
     * @throws Problem {@code healthcode.card-malformed}, {@code healthcode.card-taken}
     */
    Card map(Caller caller, UUID id, CardKind kind, String number) {
        return map(caller, change(caller, id), kind, number);
    }

    /** The same for a code that was verified just now. */
    Card map(Caller caller, HealthCode code, CardKind kind, String number) {
        requireActive(code);
        String institution = kind.local() ? requireInstitution(caller) : null;
        String compact = compact(number);
        byte[] key = crypto.index().card(kind.name(), institution == null ? "" : institution, compact);
        byte[] sealed = crypto.index().seal(compact, key);
        boolean ours = Boolean.TRUE.equals(transaction.execute(status -> {
            if (!store.point(CodeStore.CARD, key, code.compartment(), code.id())) {
                return store.byPointer(CodeStore.CARD, key)
                        .map(HealthCode::id)
                        .filter(code.id()::equals)
                        .isPresent();
            }
            Instant now = now();
            store.addCard(code, new CodeStore.Card(kind.name(), institution, sealed, key), now, caller.account());
            store.event(code, now, "card mapped", caller.account(), caller.institution());
            return true;
        }));
        if (!ours) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "healthcode.card-taken",
                    "This number stands for another health code already.",
                    "A card or local patient number stands for one resident.",
                    "Check the number; where two registrations are one resident, ask a steward of the person index.");
        }
        return new Card(kind, institution, compact);
    }

    /** The cards of a code that the caller may see: a resident all, an institution those of everywhere and its own. */
    List<Card> cards(Caller caller, UUID id) {
        HealthCode code = change(caller, id);
        return store.cards(code).stream()
                .filter(each -> caller.role() == Role.RESIDENT
                        || caller.unrestricted()
                        || each.institution() == null
                        || each.institution().equals(caller.institution()))
                .map(each -> new Card(
                        CardKind.valueOf(each.kind()),
                        each.institution(),
                        crypto.index().open(each.sealed(), each.key()).orElse("")))
                .toList();
    }

    /** By which a card is looked up. */
    byte[] cardKey(Caller caller, CardKind kind, String number) {
        String institution = kind.local() ? requireInstitution(caller) : "";
        return crypto.index().card(kind.name(), institution, compact(number));
    }

    HealthCode find(UUID id) {
        return store.byPointer(CodeStore.CODE, CodeStore.bytes(id)).orElseThrow(HealthCodes::noSuchCode);
    }

    /** A code that the caller may change. */
    HealthCode change(Caller caller, UUID id) {
        HealthCode code = find(id);
        if (!holders.mayChange(caller, code.compartment())) {
            throw noSuchCode();
        }
        return code;
    }

    private HealthCode move(Caller caller, UUID id, State from, State to, String what) {
        HealthCode code = change(caller, id);
        if (code.state() != from) {
            throw notActive();
        }
        changed(caller, code, what, () -> store.change(code, to, now()));
        return find(id);
    }

    private void changed(Caller caller, HealthCode code, String what, BooleanSupplier change) {
        transaction.executeWithoutResult(status -> {
            if (!change.getAsBoolean()) {
                throw notActive();
            }
            store.event(code, now(), what, caller.account(), caller.institution());
        });
    }

    private String signed(CodeKey key, CodeText text) {
        return text.text(crypto.keys().sign(key, text.signed()));
    }

    private void requireActive(HealthCode code) {
        if (code.state() != State.ACTIVE || !clock.instant().isBefore(code.validUntil())) {
            throw notActive();
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

    private static String compact(String number) {
        String compact = number.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
        if (!CARD_NUMBER.matcher(compact).matches()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "healthcode.card-malformed",
                    "The number of a card does not have 4 to 32 letters, digits and hyphens.",
                    "Cards and local patient numbers are written so.",
                    "Read the number again.");
        }
        return compact;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant after(Instant now) {
        return now.atOffset(ZoneOffset.UTC).plus(VALID).toInstant();
    }

    private UUID randomId() {
        return new UUID(random.nextLong(), random.nextLong());
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
                "This code was printed " + PRINTS_PER_DAY + " times today, or " + PRINTS_MOST + " times in all.",
                "Each print makes the one before worthless.",
                "Use the last print, show the code on a phone, or cancel it and apply for a new one.");
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
