package org.tongmai.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Institution;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.store.Part;
import org.tongmai.store.Scope.Grant;

/**
 * Reading by law (依法查询): asked for under a statutory rule that is in force, confirmed by a second person where the rule says so,
 * and compiled into the same scope as consent. Each request asks the rule anew, so that one that ends opens nothing more.
 */
final class LawfulReads {

    /** What one person may have open or waiting at a time; more would be a sweep. */
    static final int MOST = 50;

    static final int WORDS_LONGEST = 500;
    static final int DOCUMENT_LONGEST = 100;
    static final int PAGE_MAX = 200;

    private static final int WORDS_SHORTEST = 4;

    /** Rules of residents read for one query. */
    private static final int RULES_MAX = 1_000;

    private final LawfulReadStore store;
    private final Laws laws;
    private final RuleStore rules;
    private final Subjects subjects;
    private final Directory directory;
    private final RequestEvents events;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    LawfulReads(
            LawfulReadStore store,
            Laws laws,
            RuleStore rules,
            Subjects subjects,
            Directory directory,
            RequestEvents events,
            Clock clock) {
        this.store = store;
        this.laws = laws;
        this.rules = rules;
        this.subjects = subjects;
        this.directory = directory;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What somebody asks to read.
     *
     * @param law id of the rule
     * @param patient logical id of a Patient of the person
     * @param categories none for all that the rule has
     * @param tell on which moment the resident may be told, where the document says so
     */
    record Asked(
            String law,
            String patient,
            String authority,
            String document,
            String words,
            Set<String> categories,
            @Nullable Instant careFrom,
            @Nullable Instant careUntil,
            @Nullable Instant tell) {}

    /**
     * Asks to read by law. What the rule does not have is refused, and not left out in silence.
     *
     * @throws Problem {@code access.law-not-yours}, {@code access.law-incomplete}, {@code access.law-too-much},
     *     {@code access.law-too-many}, {@code access.law-no-such-person}
     */
    LawfulRead ask(Caller reader, Asked asked) {
        Law law = laws.inForce(asked.law()).filter(each -> theirs(each, reader)).orElseThrow(LawfulReads::notYours);
        String words = asked.words().strip();
        String authority = asked.authority().strip();
        String document = asked.document().strip();
        boolean papers = !law.document()
                || !authority.isEmpty()
                        && authority.length() <= DOCUMENT_LONGEST
                        && !document.isEmpty()
                        && document.length() <= DOCUMENT_LONGEST;
        if (words.length() < WORDS_SHORTEST || words.length() > WORDS_LONGEST || !papers) {
            throw incomplete();
        }
        Set<Category> wanted = asked.categories().isEmpty() ? law.categories() : Category.ofAll(asked.categories());
        Instant now = now();
        Instant careUntil = asked.careUntil() == null ? now : asked.careUntil();
        Instant careFrom = asked.careFrom();
        if (careFrom == null || !careFrom.isBefore(careUntil)) {
            throw incomplete();
        }
        if (!law.categories().containsAll(wanted)
                || careFrom.plus(Duration.ofDays(law.careDays())).isBefore(careUntil)) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "access.law-too-much",
                    "More is asked for than the duty needs.",
                    "This rule lets " + law.careDays() + " days of care be read, and of the record only "
                            + law.categories().stream().map(Category::word).collect(Collectors.joining(", ")) + ".",
                    "Ask for less.");
        }
        long compartment = subjects.compartmentOf(asked.patient()).orElseThrow(LawfulReads::noSuchPerson);
        if (within(law, reader, subjects.samePerson(compartment)).isEmpty()) {
            throw noSuchPerson();
        }
        if (store.open(reader.account(), now).size() >= MOST) {
            throw new Problem(
                    Problem.Kind.THROTTLED,
                    "access.law-too-many",
                    "You have as many records open by law as one person may.",
                    "At most " + MOST + " are open or waiting at a time.",
                    "End those that you are done with.");
        }
        LawfulRead read = new LawfulRead(
                compartment,
                name(compartment),
                law.id(),
                law.version(),
                reader.account(),
                reader.name(),
                reader.role(),
                reader.institution(),
                law.document() ? authority : "",
                law.document() ? document : null,
                words,
                wanted,
                careFrom,
                careUntil,
                now,
                now.plus(law.lasting()),
                law.confirm(),
                null,
                null,
                null,
                null,
                law.toldFrom(now, asked.tell()));
        store.insert(read);
        if (!law.confirm()) {
            tell(read, now);
        }
        return read;
    }

    private String name(long compartment) {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return Long.toString(compartment, Character.MAX_RADIX) + "."
                + HexFormat.of().formatHex(bytes);
    }

    /**
     * A second person confirms or refuses.
     *
     * @throws Problem {@code access.no-such-reading}, {@code access.reading-answered}, {@code access.answer-incomplete}
     */
    LawfulRead answer(Caller second, String id, @Nullable Boolean confirmed, @Nullable String words) {
        if (confirmed == null || words == null || words.isBlank() || words.length() > WORDS_LONGEST) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.answer-incomplete",
                    "The answer lacks whether, or why.",
                    "Who asked reads both; the words are at most " + WORDS_LONGEST + " characters.",
                    "Say whether it is confirmed, and what was checked.");
        }
        LawfulRead read = one(id);
        Instant now = now();
        Duration lasting =
                laws.inForce(read.law(), read.version()).map(Law::lasting).orElse(Duration.ZERO);
        Instant until = confirmed ? now.plus(lasting) : read.until();
        if (!store.answer(read, second, confirmed, words.strip(), until, now)) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "access.reading-answered",
                    "This reading waits for no answer of yours.",
                    "It was answered, ended or has run out, or you asked for it yourself.",
                    "Reload the list.");
        }
        LawfulRead answered = one(id);
        if (confirmed) {
            tell(answered, now);
        }
        return answered;
    }

    /** The reader is done with it. @throws Problem {@code access.no-such-reading} */
    LawfulRead end(Caller reader, String id) {
        LawfulRead read = one(id);
        if (!read.account().equals(reader.account())) {
            throw noSuch();
        }
        store.end(read, now());
        return one(id);
    }

    /** Of a reader, what was asked for; of a resident, what was told. */
    List<LawfulRead> list(Caller caller) {
        return caller.role() == Role.RESIDENT
                ? store.of(subjects.compartmentsOf(caller), now())
                : store.mine(caller.account());
    }

    /** Those that wait for a second person, the oldest first; or those that were answered, the newest first. */
    List<LawfulRead> queue(boolean waiting, int count) {
        return store.queue(waiting, now(), Math.clamp(count, 1, PAGE_MAX));
    }

    /**
     * What somebody may read by law.
     *
     * @param law the rule as it is today
     * @param reach source patients of the person, as far as the rule reaches
     */
    record Opened(LawfulRead read, Law law, Set<Long> reach) {}

    /**
     * What the caller may read by law of these source patients.
     *
     * @param compartments null for all
     */
    List<Opened> opened(Caller caller, @Nullable Collection<Long> compartments) {
        if (caller.unrestricted() || caller.role() != Role.CDC && caller.role() != Role.STEWARD) {
            return List.of();
        }
        Instant now = now();
        List<Opened> opened = new ArrayList<>();
        for (LawfulRead read : store.open(caller.account(), now)) {
            Optional<Law> law = laws.inForce(read.law(), read.version());
            if (read.state(now) != LawfulRead.State.OPEN || law.isEmpty() || !theirs(law.get(), caller)) {
                continue;
            }
            Set<Long> person = subjects.samePerson(read.compartment());
            if (compartments == null || compartments.stream().anyMatch(person::contains)) {
                Set<Long> reach = within(law.get(), caller, person);
                if (!reach.isEmpty()) {
                    opened.add(new Opened(read, law.get(), reach));
                }
            }
        }
        return List.copyOf(opened);
    }

    /**
     * Compiles it: what the law has and the reader asked for, without the special classes that it does not name, and without what the
     * resident denies where the law does not read against a denial.
     */
    List<Grant> grants(Caller caller, List<Opened> opened) {
        List<Grant> grants = new ArrayList<>();
        for (Opened each : opened) {
            LawfulRead read = each.read();
            List<Category> categories = each.law().atMost(read.categories());
            if (categories.isEmpty()) {
                continue;
            }
            Part part = new Matter(
                            EnumSet.copyOf(categories), each.law().classes(), null, read.careFrom(), read.careUntil())
                    .opened();
            if (!each.law().overDenial()) {
                part = part.less(Part.either(denied(caller, each.reach())));
            }
            grants.add(new Grant(each.reach(), part));
        }
        return grants;
    }

    private List<Part> denied(Caller caller, Set<Long> reach) {
        String institution = String.valueOf(caller.institution());
        Map<String, Rule> said = new HashMap<>();
        subjects.samePersons(reach).values().stream()
                .distinct()
                .forEach(
                        person -> rules.about(person, now(), RULES_MAX).values().forEach(said::putAll));
        return said.values().stream()
                .filter(rule -> rule.denies(caller.account(), institution))
                .flatMap(rule -> rule.withheld(Set.of(), reach).stream())
                .map(Grant::part)
                .toList();
    }

    private boolean theirs(Law law, Caller reader) {
        return law.role() == reader.role()
                && (law.kinds().isEmpty() || law.kinds().contains(kind(reader)));
    }

    private String kind(Caller reader) {
        return reader.institution() == null
                ? ""
                : directory
                        .institution(reader.institution(), today())
                        .flatMap(each -> each.category())
                        .orElse("");
    }

    /** Those of a person's source patients that the rule reaches. */
    private Set<Long> within(Law law, Caller reader, Set<Long> person) {
        return switch (law.place()) {
            case NODE -> person;
            case OWN_REGION -> {
                Optional<RegionCode> own = Optional.ofNullable(reader.institution())
                        .flatMap(code -> directory.institution(code, today()))
                        .map(each -> each.region());
                Map<Long, String> sources = own.isEmpty() ? Map.of() : subjects.sources(person);
                var known = directory.institutions(Set.copyOf(sources.values()), today());
                yield sources.entrySet().stream()
                        .filter(each -> own.isPresent()
                                && region(each.getValue(), known)
                                        .filter(own.get()::contains)
                                        .isPresent())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet());
            }
        };
    }

    /** Where an institution is; one that is not in the directory is where its code was given out (GB 32100, 3–8). */
    private static Optional<RegionCode> region(String code, Map<String, Institution> known) {
        Institution institution = known.get(code);
        return institution != null
                ? Optional.of(institution.region())
                : code.length() < 8 ? Optional.empty() : RegionCode.find(code.substring(2, 8));
    }

    private void tell(LawfulRead read, Instant now) {
        if (!read.tellAt().isAfter(now)) {
            events.publish("law", read.compartment(), read.account(), read.id(), "OPEN");
        }
    }

    private LawfulRead one(String id) {
        return Consents.compartment(id)
                .flatMap(compartment -> store.one(compartment, id))
                .orElseThrow(LawfulReads::noSuch);
    }

    private LocalDate today() {
        return laws.today();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Problem notYours() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.law-not-yours",
                "No rule of this name that is in force today is for you.",
                "A statutory rule names whose duty it is and from when until when it holds.",
                "Choose one of the list.");
    }

    private static Problem incomplete() {
        return new Problem(
                Problem.Kind.INVALID,
                "access.law-incomplete",
                "What a reading by law needs is missing or too long.",
                "It needs what it is for (" + WORDS_SHORTEST + " to " + WORDS_LONGEST
                        + " characters), from when the care is meant, and where the rule asks for a document,"
                        + " whose it is and its number.",
                "Fill in what is missing.");
    }

    private static Problem noSuchPerson() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.law-no-such-person",
                "There is no such person within reach of this rule.",
                "The rule reaches records of this node, or those that institutions of your region sent.",
                "Check whom the document names.");
    }

    private static Problem noSuch() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-reading",
                "There is no such reading by law.",
                "Who reads finds the own ones, a reviewer those that wait.",
                "Reload the list.");
    }
}
