package org.tongmai.healthcode;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Role;
import org.tongmai.kernel.Mask;
import org.tongmai.kernel.Problem;

/** Cards and local patient numbers that stand for a code: mapped, looked at, taken away. */
final class Cards {

    private static final Pattern NUMBER = Pattern.compile("[A-Z0-9-]{4,32}");

    private final CodeStore store;
    private final CardStore cards;
    private final HealthCodes codes;
    private final Holders holders;
    private final Presence presence;
    private final Crypto crypto;
    private final Looks looks;
    private final TransactionOperations transaction;
    private final Clock clock;

    Cards(
            CodeStore store,
            CardStore cards,
            HealthCodes codes,
            Holders holders,
            Presence presence,
            Crypto crypto,
            Looks looks,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.cards = cards;
        this.codes = codes;
        this.holders = holders;
        this.presence = presence;
        this.crypto = crypto;
        this.looks = looks;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * A mapped card.
     *
     * @param id by which it is taken away
     * @param institution that gave the number; null for a card that holds everywhere
     * @param number all but its end masked
     */
    record Card(String id, CardKind kind, @Nullable String institution, String number) {}

    /**
     * Maps a card or local patient number; one that holds everywhere only with the resident.
     *
     * @throws Problem {@code healthcode.card-malformed}, {@code healthcode.card-taken}, {@code healthcode.holder-not-there}
     */
    Card map(Caller caller, UUID id, CardKind kind, String number, Presence.Proof proof) {
        HealthCode code = codes.change(caller, id);
        byte[] key = key(caller, kind, number);
        if (!kind.local()) {
            presence.require(caller, code, proof);
        }
        return map(caller, code, kind, number, key);
    }

    /** Binds a patient number of the caller's institution to a code that was verified just now. */
    void bind(Caller caller, HealthCode code, String localPatient) {
        map(caller, code, CardKind.LOCAL_PATIENT, localPatient, key(caller, CardKind.LOCAL_PATIENT, localPatient));
    }

    private Card map(Caller caller, HealthCode code, CardKind kind, String number, byte[] key) {
        codes.requireActive(code, holders.person(code.compartment()));
        String compact = compact(number);
        var card = new CardStore.Card(
                kind.name(),
                kind.local() ? caller.institution() : null,
                crypto.index().seal(compact, key),
                key,
                caller.institution());
        transaction.executeWithoutResult(status -> {
            Optional<HealthCode> before = store.byPointer(CodeStore.CARD, key);
            if (before.filter(there -> there.id().equals(code.id())).isPresent()) {
                return;
            }
            if (!cards.point(key, code, holders.person(code.compartment()))) {
                throw taken();
            }
            before.ifPresent(there -> cards.remove(there, key));
            cards.add(code, card, clock.instant(), caller.account());
            store.event(code, now(), "card mapped", caller.account(), caller.institution());
        });
        return view(card, compact);
    }

    /**
     * Takes a card away from the code: the resident, the institution that mapped it, or a steward of the person index.
     *
     * @throws Problem {@code healthcode.no-such-code}
     */
    void unmap(Caller caller, UUID id, String card) {
        HealthCode code = caller.role() == Role.STEWARD ? codes.find(id) : codes.change(caller, id);
        boolean whole = caller.role() == Role.STEWARD || caller.role() == Role.RESIDENT || caller.unrestricted();
        CardStore.Card there = cards.of(code).stream()
                .filter(each -> HexFormat.of().formatHex(each.key()).equals(card))
                .filter(each ->
                        whole || each.mappedBy() != null && each.mappedBy().equals(caller.institution()))
                .findFirst()
                .orElseThrow(HealthCodes::noSuchCode);
        transaction.executeWithoutResult(status -> {
            cards.unpoint(code, there.key());
            cards.remove(code, there.key());
            store.event(code, now(), "card taken away", caller.account(), caller.institution());
        });
    }

    /** The cards of a code that the caller may see: a resident all, an institution those of everywhere and its own. */
    List<Card> list(Caller caller, UUID id) {
        HealthCode code = codes.change(caller, id);
        looks.identified(caller, Access.purposeOf(caller), Looks.CODE, List.of(code.compartment()));
        return cards.of(code).stream()
                .filter(each -> caller.role() == Role.RESIDENT
                        || caller.unrestricted()
                        || each.institution() == null
                        || each.institution().equals(caller.institution()))
                .map(each -> view(
                        each, crypto.index().open(each.sealed(), each.key()).orElse("")))
                .toList();
    }

    /**
     * By which a card is looked up.
     *
     * @throws Problem {@code healthcode.card-malformed}, {@code healthcode.institution-missing}
     */
    byte[] key(Caller caller, CardKind kind, String number) {
        String institution = kind.local() ? HealthCodes.requireInstitution(caller) : "";
        return crypto.index().card(kind.name(), institution, compact(number));
    }

    private static Card view(CardStore.Card card, String number) {
        return new Card(
                HexFormat.of().formatHex(card.key()),
                CardKind.valueOf(card.kind()),
                card.institution(),
                Mask.allButTail(number));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String compact(String number) {
        String compact = number.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
        if (!NUMBER.matcher(compact).matches()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "healthcode.card-malformed",
                    "The number of a card does not have 4 to 32 letters, digits and hyphens.",
                    "Cards and local patient numbers are written so.",
                    "Read the number again.");
        }
        return compact;
    }

    private static Problem taken() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "healthcode.card-taken",
                "This number stands for another health code already.",
                "A card or local patient number stands for one resident.",
                "Check the number; the resident, the institution that mapped it or a steward can take it away there.");
    }
}
