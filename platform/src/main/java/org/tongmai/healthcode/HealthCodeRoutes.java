package org.tongmai.healthcode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.InstitutionNames;
import org.tongmai.healthcode.Cards.Card;
import org.tongmai.healthcode.Guardians.Guardianship;
import org.tongmai.kernel.Mask;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;
import org.tongmai.store.Fact;

/** {@code /api/health-code}: codes of residents, their state, their cards, their guardians. */
@RestController
@RequestMapping("/api/health-code")
final class HealthCodeRoutes {

    private final HealthCodes codes;
    private final Cards cards;
    private final CodeStore store;
    private final Guardians guardians;
    private final Holders holders;
    private final Registered registered;
    private final Persons persons;
    private final InstitutionNames names;

    HealthCodeRoutes(
            HealthCodes codes,
            Cards cards,
            CodeStore store,
            Guardians guardians,
            Holders holders,
            Registered registered,
            Persons persons,
            InstitutionNames names) {
        this.codes = codes;
        this.cards = cards;
        this.store = store;
        this.guardians = guardians;
        this.holders = holders;
        this.registered = registered;
        this.persons = persons;
        this.names = names;
    }

    /** Applies for a code; whoever has one gets that. A resident names nobody, an institution its patient or the number of that. */
    @PostMapping("/codes")
    CodeView apply(@RequestBody Applied applied) {
        Caller caller = Callers.current();
        String number = applied.localPatient();
        if (number != null) {
            String patient = registered.patient(caller, number).map(Fact::id).orElseThrow(Holders::noSuchPatient);
            return view(codes.apply(caller, patient));
        }
        return view(applied.patient() == null ? codes.applyForSelf(caller) : codes.apply(caller, applied.patient()));
    }

    /** Applies for many; one that is refused takes none along. */
    @PostMapping("/codes/batch")
    Batch applyForMany(@RequestBody AppliedForMany applied) {
        Caller caller = Callers.current();
        List<String> patients = applied.patients() == null ? List.of() : applied.patients();
        if (patients.size() > Uses.TOGETHER) {
            throw Uses.tooMany();
        }
        if (patients.stream().anyMatch(Objects::isNull)) {
            throw incomplete("One of the patients is null.");
        }
        List<BatchItem> items = new ArrayList<>();
        for (String patient : patients) {
            try {
                items.add(new BatchItem(patient, view(codes.apply(caller, patient)), null));
            } catch (Problem refused) {
                items.add(new BatchItem(patient, null, refused.code()));
            }
        }
        return new Batch(items);
    }

    /** The resident's own codes, those of the children and elders in the resident's care, and who may show the resident's. */
    @GetMapping("/me")
    Own me() {
        Caller caller = Callers.current();
        List<HolderView> all = new ArrayList<>();
        codes.own(caller).forEach(code -> all.add(new HolderView(view(code), name(code.compartment()), null)));
        for (Guardianship each : guardians.wards(caller)) {
            store.of(holders.person(each.ward()))
                    .forEach(code -> all.add(new HolderView(view(code), name(code.compartment()), view(each))));
        }
        List<GuardianOfMe> guarding = guardians.guardians(caller).stream()
                .map(each -> new GuardianOfMe(view(each), Mask.name(name(each.guardian())), named(each.institution())))
                .toList();
        List<EventView> told = codes.told(caller).stream().map(this::view).toList();
        return new Own(all, guarding, told);
    }

    /** A code to be shown on a screen now, with its picture. */
    @PostMapping("/codes/{id}/dynamic")
    ShownView dynamic(@PathVariable UUID id, @RequestBody Asked asked) {
        CodePurpose purpose = Objects.requireNonNullElse(asked.purpose(), CodePurpose.IDENTIFY);
        boolean renewal = Boolean.TRUE.equals(asked.renewal());
        return view(codes.dynamic(Callers.current(), id, purpose, asked.institution(), renewal));
    }

    /** A new print; an older one is refused from now on. An institution sends {@code factor} or {@code text} along. */
    @PostMapping("/codes/{id}/print")
    ShownView print(@PathVariable UUID id, @RequestBody(required = false) @Nullable Proven proven) {
        return view(codes.print(Callers.current(), id, proof(proven)));
    }

    /** The same as a picture to print. */
    @PostMapping(path = "/codes/{id}/print", params = "picture=png")
    ResponseEntity<byte[]> printPicture(@PathVariable UUID id, @RequestBody(required = false) @Nullable Proven proven) {
        byte[] png =
                QrPicture.png(codes.print(Callers.current(), id, proof(proven)).text());
        return ResponseEntity.ok().contentType(MediaType.IMAGE_PNG).body(png);
    }

    /** An institution sends {@code factor} or {@code text} along. */
    @PostMapping("/codes/{id}/cancel")
    CodeView cancel(@PathVariable UUID id, @RequestBody(required = false) @Nullable Proven proven) {
        return view(codes.cancel(Callers.current(), id, proof(proven)));
    }

    @PostMapping("/codes/{id}/renew")
    CodeView renew(@PathVariable UUID id) {
        return view(codes.renew(Callers.current(), id));
    }

    @GetMapping("/codes/{id}/cards")
    CardList cards(@PathVariable UUID id) {
        return new CardList(
                cards.list(Callers.current(), id).stream().map(this::view).toList());
    }

    /** Maps a card or a local patient number to the code; a card that holds everywhere with {@code factor} or {@code text}. */
    @PostMapping("/codes/{id}/cards")
    CardView map(@PathVariable UUID id, @RequestBody Mapped mapped) {
        if (mapped.kind() == null || mapped.number() == null) {
            throw incomplete("Kind or number of the card is missing.");
        }
        var proof = new Presence.Proof(mapped.factor(), mapped.text());
        return view(cards.map(Callers.current(), id, mapped.kind(), mapped.number(), proof));
    }

    /**
     * Maps an institution's old cards and numbers, each to the person of one of its patients, for whom a code is applied for where there
     * is none; one that is refused takes none along. The answers stand in the order of what was asked.
     */
    @PostMapping("/cards/batch")
    CardBatch mapMany(@RequestBody MappedMany asked) {
        Caller caller = Callers.current();
        List<@Nullable MappedOne> all = asked.cards() == null ? List.of() : asked.cards();
        if (all.size() > Uses.TOGETHER) {
            throw Uses.tooMany();
        }
        List<CardItem> items = new ArrayList<>();
        for (MappedOne each : all) {
            if (each == null || each.patient() == null || each.kind() == null || each.number() == null) {
                throw incomplete("Patient, kind or number of a card is missing.");
            }
        }
        for (MappedOne each : all) {
            items.add(mapped(caller, Objects.requireNonNull(each)));
        }
        return new CardBatch(items);
    }

    private CardItem mapped(Caller caller, MappedOne one) {
        String patient = Objects.requireNonNull(one.patient());
        try {
            HealthCode code = codes.apply(caller, patient);
            Card card = cards.map(
                    caller,
                    code.id(),
                    Objects.requireNonNull(one.kind()),
                    Objects.requireNonNull(one.number()),
                    Presence.Proof.NONE);
            return new CardItem(patient, code.id(), view(card), null);
        } catch (Problem refused) {
            return new CardItem(patient, null, null, refused.code());
        }
    }

    @DeleteMapping("/codes/{id}/cards/{card}")
    void unmap(@PathVariable UUID id, @PathVariable String card) {
        cards.unmap(Callers.current(), id, card);
    }

    /** What happened to the codes and guardianships of the resident, newest first. */
    @GetMapping("/codes/{id}/events")
    Events events(@PathVariable UUID id) {
        return new Events(
                codes.events(Callers.current(), id).stream().map(this::view).toList());
    }

    private String name(long compartment) {
        return persons.identity(compartment).map(Identity::name).orElse("");
    }

    private @Nullable InstitutionName named(@Nullable String institution) {
        return institution == null ? null : names.named(institution);
    }

    private static Presence.Proof proof(@Nullable Proven proven) {
        return proven == null ? Presence.Proof.NONE : new Presence.Proof(proven.factor(), proven.text());
    }

    private EventView view(CodeStore.Event each) {
        return new EventView(each.at(), each.what(), named(each.institution()));
    }

    private CardView view(Card card) {
        return new CardView(card.id(), card.kind(), named(card.institution()), card.number());
    }

    static Problem incomplete(String what) {
        return new Problem(
                Problem.Kind.INVALID,
                "healthcode.incomplete",
                what,
                "The request cannot be understood without it.",
                "Complete the request; docs/healthcode.md lists what each wants.");
    }

    private static ShownView view(HealthCodes.Shown shown) {
        return new ShownView(
                shown.code(),
                shown.text(),
                shown.purpose(),
                shown.issuedAt(),
                shown.until(),
                QrPicture.svg(shown.text()));
    }

    static GuardianView view(Guardianship each) {
        return new GuardianView(each.id(), each.relation(), each.reads(), each.from(), each.until());
    }

    static CodeView view(HealthCode code) {
        return new CodeView(code.id(), code.state(), code.issuedAt(), code.validUntil(), code.prints() > 0);
    }

    record Applied(@Nullable String patient, @Nullable String localPatient) {}

    record AppliedForMany(@Nullable List<String> patients) {}

    record Asked(
            @Nullable CodePurpose purpose,
            @Nullable String institution,
            @Nullable Boolean renewal) {}

    record Mapped(
            @Nullable CardKind kind,
            @Nullable String number,
            @Nullable String factor,
            @Nullable String text) {

        /** Not what the resident told, so that it cannot slip into a log. */
        @Override
        public String toString() {
            return "card";
        }
    }

    record MappedMany(@Nullable List<@Nullable MappedOne> cards) {}

    record MappedOne(
            @Nullable String patient,
            @Nullable CardKind kind,
            @Nullable String number) {

        /** Not the number, so that it cannot slip into a log. */
        @Override
        public String toString() {
            return "card";
        }
    }

    record CardItem(
            String patient,
            @Nullable UUID code,
            @Nullable CardView card,
            @Nullable String problem) {}

    record CardBatch(List<CardItem> cards) {}

    /** That the resident is there. */
    record Proven(@Nullable String factor, @Nullable String text) {

        /** Not what the resident told, so that it cannot slip into a log. */
        @Override
        public String toString() {
            return "proof";
        }
    }

    /** @param institution null where a resident did it */
    record EventView(Instant at, String what, @Nullable InstitutionName institution) {}

    record Events(List<EventView> events) {}

    record CodeView(UUID id, HealthCode.State state, Instant issuedAt, Instant validUntil, boolean printed) {}

    record BatchItem(
            String patient,
            @Nullable CodeView code,
            @Nullable String problem) {}

    record Batch(List<BatchItem> codes) {}

    record GuardianView(UUID id, Guardians.Relation relation, boolean reads, Instant from, Instant until) {}

    /**
     * @param name whole: it is the resident's own, or of somebody in care
     * @param guardianship null for the own code
     */
    record HolderView(CodeView code, String name, @Nullable GuardianView guardianship) {}

    /**
     * @param name of the guardian, masked
     * @param institution the one that recorded it
     */
    record GuardianOfMe(
            GuardianView guardianship,
            String name,
            @Nullable InstitutionName institution) {}

    /** @param told what institutions did lately */
    record Own(List<HolderView> codes, List<GuardianOfMe> guardians, List<EventView> told) {}

    /** @param institution that gave the number; null for a card that holds everywhere */
    record CardView(String id, CardKind kind, @Nullable InstitutionName institution, String number) {}

    record CardList(List<CardView> cards) {}

    record ShownView(
            UUID code,
            String text,
            CodePurpose purpose,
            Instant issuedAt,
            @Nullable Instant until,
            String svg) {}
}
