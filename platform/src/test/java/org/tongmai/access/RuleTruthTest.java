package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Rule.Effect;
import org.tongmai.store.Fact;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/**
 * Random rules, requests and emergencies of one resident, and what the compiled decision shows of a real record: the same as a plain
 * reading of them, resource by resource, in which deny beats permit. Asked of a named record, of a whole ward and from another province.
 */
class RuleTruthTest {

    private static final int ROUNDS = 250;

    private static final String NUMBER = "330106197803074516";

    private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");

    /** Institution of a doctor of another province. */
    private static final String ABROAD = "124400004558583222";

    private static final List<String> LABELS = List.of("", "", "PSY", "HIV", "REPRO", "GENETIC");

    private static final String CDC = "12330000TM00001165";

    private static final List<Caller> READERS = List.of(
            new Caller("cdc", "省疾控", Role.CDC, CDC, null, false),
            new Caller("steward", "调阅专员", Role.STEWARD, null, null, false));

    /** What stands in the record, as a person would tell it. */
    private record Thing(
            String institution,
            String reference,
            String type,
            boolean laboratory,
            String label,
            @Nullable LocalDate day) {}

    /** Who asks. */
    private record Asker(String account, String institution, boolean emergency, boolean looking) {}

    private final Random random = new Random(20260504);
    private final List<Thing> things = new ArrayList<>();

    @Test
    void what_is_shown_is_what_rules_and_requests_say() {
        try (TestNode node = TestNode.start()) {
            String atA = record(node, TestNode.HOSPITAL_A);
            String atB = record(node, TestNode.HOSPITAL_B);
            node.encounter(TestNode.HOSPITAL_B, atB, Instant.now().minusSeconds(600), "");
            node.doctor("zhang", "张伟", TestNode.HOSPITAL_B);
            node.resident("wang", "王建军", atB);
            node.institution(TestNode.HOSPITAL_A, "甲医院");
            node.institution(TestNode.HOSPITAL_B, "乙医院");
            node.institution(CDC, "省疾控");
            node.settle();
            List<Long> person = List.of(node.compartment(atA), node.compartment(atB));
            Set<String> seen = new TreeSet<>();
            Set<String> lawful = new TreeSet<>();
            int cut = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<Rule> rules = rules(node, person.get(1), atB);
                List<AccessRequest> requests = requests(person.get(1), atB);
                boolean emergency = random.nextInt(4) == 0;
                write(node, rules, requests, emergency, person.get(1));
                String what = "round " + round + ": " + rules + requests + (emergency ? " emergency" : "");

                Caller zhang = new Caller("zhang", "张伟", Role.DOCTOR, TestNode.HOSPITAL_B, null, false);
                boolean looking = random.nextBoolean();
                Access access = node.bean(Access.class);
                Decision decision = looking
                        ? access.decideLook(zhang, Purpose.CARE, person.get(1))
                        : access.decide(zhang, Purpose.CARE, person.get(1));
                Asker asker = new Asker("zhang", TestNode.HOSPITAL_B, emergency, looking);
                Set<String> shown = shown(node, person, decision.scope());
                assertThat(shown).as(what).isEqualTo(truth(asker, rules, requests));
                assertThat(decision.denied()).as(what).isEqualTo(denied(asker, rules));
                assertThat(shown(node, person, access.scopeFor(zhang)))
                        .as("ward, " + what)
                        .isEqualTo(truth(new Asker("zhang", TestNode.HOSPITAL_B, emergency, false), rules, requests));
                Caller wu = Abroad.caller("440000", "wu", "吴静", Role.DOCTOR, ABROAD);
                assertThat(shown(
                                node,
                                person,
                                node.bean(Abroad.class)
                                        .decide(wu, Purpose.CARE, Set.copyOf(person))
                                        .scope()))
                        .as("abroad, " + what)
                        .isEqualTo(truth(new Asker("wu@440000", ABROAD, false, false), rules, requests));
                List<LawfulRead> readings = readings(node, person);
                for (Caller reader : READERS) {
                    assertThat(shown(node, person, access.scopeFor(reader)))
                            .as("by law, " + reader.account() + ", " + readings + what)
                            .isEqualTo(byLaw(node, reader, readings, rules));
                    Decision named = access.decide(reader, Purpose.CARE, person.get(random.nextInt(2)));
                    assertThat(shown(node, person, named.scope()))
                            .as("named, by law, " + reader.account() + ", " + readings + what)
                            .isEqualTo(byLaw(node, reader, readings, rules));
                    lawful.addAll(shown(node, person, named.scope()));
                }
                seen.addAll(shown);
                cut += shown.size() < things.size() ? 1 : 0;
            }
            assertThat(seen).hasSize(things.size());
            assertThat(lawful).hasSizeBetween(20, things.size() - 1);
            assertThat(cut).isGreaterThan(ROUNDS / 2);
        }
    }

    private Set<String> shown(TestNode node, List<Long> person, Scope scope) {
        Store store = node.bean(Store.class);
        return person.stream()
                .flatMap(each -> store.record(each, null, 1_000, scope).facts().stream())
                .filter(fact -> fact.key().compartment() != ResourceKey.DIRECTORY)
                .filter(fact -> !fact.type().equals("Consent") && !fact.type().equals("Encounter"))
                .map(Fact::reference)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> truth(Asker asker, List<Rule> rules, List<AccessRequest> requests) {
        return things.stream()
                .filter(each -> sees(asker, each, rules, requests))
                .map(Thing::reference)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The plain reading. */
    private static boolean sees(Asker asker, Thing thing, List<Rule> rules, List<AccessRequest> requests) {
        boolean own = thing.institution().equals(asker.institution());
        boolean saves = asker.emergency() && !Set.of("REPRO", "GENETIC").contains(thing.label());
        boolean denied = false;
        boolean permitted = own || saves;
        boolean looked = false;
        for (Rule rule : inForce(rules)) {
            boolean named = about(rule, asker);
            boolean covers = covers(rule, thing, rule.effect() == Effect.DENY);
            boolean shutOut =
                    rule.to() instanceof Recipient.Doctor && !thing.type().equals("Patient");
            if (rule.effect() == Effect.DENY && named && covers && (!own || shutOut)) {
                denied = true;
            }
            if (rule.effect() == Effect.ONLY && !named && covers && !own) {
                denied = true;
            }
            boolean opens = rule.effect() != Effect.DENY && named && !own && opens(rule, thing);
            if (!rule.once()) {
                permitted |= opens;
            } else if (named && reaches(rule, asker) && asker.looking() && !looked) {
                looked = true;
                permitted |= opens;
            }
        }
        for (AccessRequest request : requests) {
            boolean theirs = request.institution().equals(asker.institution())
                    && request.stored() == AccessRequest.State.GRANTED
                    && request.asked().until().isAfter(Instant.now());
            boolean class_ =
                    thing.label().isEmpty() || request.asked().classes().contains(Sensitivity.valueOf(thing.label()));
            boolean kind = thing.type().equals("Patient")
                    || request.asked().categories().stream().anyMatch(each -> is(thing, each));
            permitted |= theirs && class_ && kind && !own;
        }
        return permitted && (!denied || saves);
    }

    private static boolean denied(Asker asker, List<Rule> rules) {
        return inForce(rules).stream()
                .anyMatch(rule -> rule.effect() == Effect.DENY && about(rule, asker)
                        || rule.effect() == Effect.ONLY && !about(rule, asker));
    }

    private static List<Rule> inForce(List<Rule> rules) {
        Instant now = Instant.now();
        return rules.stream()
                .filter(each -> each.endedAt() == null && !each.from().isAfter(now))
                .filter(each -> each.until() == null || each.until().isAfter(now))
                .toList();
    }

    private static boolean about(Rule rule, Asker asker) {
        return switch (rule.to()) {
            case Recipient.Everybody everybody -> true;
            case Recipient.Institution one -> one.code().equals(asker.institution());
            case Recipient.Doctor doctor -> doctor.account().equals(asker.account());
        };
    }

    /** A look is used for what lies at other institutions. */
    private static boolean reaches(Rule rule, Asker asker) {
        Matter.Document document = rule.what().document();
        return document == null || !at(document.reference()).equals(asker.institution());
    }

    private static String at(String reference) {
        return HOLDERS.getOrDefault(reference, "");
    }

    private static final Map<String, String> HOLDERS = new java.util.HashMap<>();

    private static boolean covers(Rule rule, Thing thing, boolean classes) {
        Matter what = rule.what();
        if (what.document() != null) {
            return what.document().reference().equals(thing.reference());
        }
        boolean kind = what.categories().isEmpty()
                || what.categories().size() == Category.values().length
                || what.categories().stream().anyMatch(each -> is(thing, each));
        boolean named = !classes
                || what.classes().isEmpty()
                || !thing.label().isEmpty() && what.classes().contains(Sensitivity.valueOf(thing.label()));
        return kind && named && within(what, thing);
    }

    private static boolean opens(Rule rule, Thing thing) {
        Matter what = rule.what();
        if (what.document() != null) {
            return what.document().reference().equals(thing.reference())
                    || thing.type().equals("Patient")
                            && thing.institution().equals(at(what.document().reference()));
        }
        boolean special = !thing.label().isEmpty() && !what.classes().contains(Sensitivity.valueOf(thing.label()));
        Set<Category> kinds = what.categories().isEmpty() ? Set.of(Category.values()) : what.categories();
        boolean kind = kinds.stream().anyMatch(each -> is(thing, each)) && within(what, thing);
        return !special && (kind || thing.type().equals("Patient"));
    }

    private static boolean within(Matter what, Thing thing) {
        Instant from = what.careFrom();
        Instant until = what.careUntil();
        if (from == null && until == null) {
            return true;
        }
        if (thing.day() == null) {
            return false;
        }
        Instant begin = thing.day().atStartOfDay(CHINA).toInstant();
        Instant end = thing.day().plusDays(1).atStartOfDay(CHINA).toInstant();
        return (until == null || begin.isBefore(until)) && (from == null || from.isBefore(end));
    }

    private static boolean is(Thing thing, Category category) {
        return switch (thing.type()) {
            case "Condition" -> category == Category.DIAGNOSES;
            case "Observation" -> category == (thing.laboratory() ? Category.LABORATORY : Category.EXAMINATIONS);
            case "MedicationRequest" -> category == Category.MEDICINES;
            case "AllergyIntolerance" -> category == Category.ALLERGIES;
            default -> false;
        };
    }

    private String record(TestNode node, String institution) {
        String patient = node.patient(institution, "王建军", NUMBER);
        thing(institution, "Patient", patient, false, "", null);
        for (int month = 1; month <= 6; month++) {
            LocalDate day = LocalDate.of(2026, month, 10);
            String label = LABELS.get(month - 1);
            file(node, institution, patient, "Condition", label, day, "\"recordedDate\":\"" + day + "\"");
            observation(node, institution, patient, label, day, "laboratory");
            observation(node, institution, patient, LABELS.get(6 - month), day, "imaging");
            file(
                    node,
                    institution,
                    patient,
                    "MedicationRequest",
                    label,
                    day,
                    "\"status\":\"active\",\"intent\":\"order\",\"medicationCodeableConcept\":{\"text\":\"x\"},\"authoredOn\":\""
                            + day + "\"");
        }
        file(node, institution, patient, "AllergyIntolerance", "", null, "\"code\":{\"text\":\"青霉素\"}");
        file(node, institution, patient, "AllergyIntolerance", "PSY", null, "\"code\":{\"text\":\"x\"}");
        file(node, institution, patient, "Flag", "", null, "\"status\":\"active\",\"code\":{\"text\":\"跌倒风险\"}");
        return patient;
    }

    private void observation(
            TestNode node, String institution, String patient, String label, LocalDate day, String category) {
        String id = node.file(
                institution, "Observation", resource("Observation", patient, label, """
                "status":"final","code":{"text":"x"},"effectiveDateTime":"%s","category":[{"coding":[{"system":
                "http://terminology.hl7.org/CodeSystem/observation-category","code":"%s"}]}]""".formatted(day, category)));
        thing(institution, "Observation", id, category.equals("laboratory"), label, day);
    }

    private void file(
            TestNode node,
            String institution,
            String patient,
            String type,
            String label,
            @Nullable LocalDate day,
            String rest) {
        thing(institution, type, node.file(institution, type, resource(type, patient, label, rest)), false, label, day);
    }

    private static String resource(String type, String patient, String label, String rest) {
        String subject = type.equals("AllergyIntolerance") ? "patient" : "subject";
        String security = label.isEmpty()
                ? ""
                : "\"meta\":{\"security\":[{\"system\":\"" + Sensitivity.SYSTEM + "\",\"code\":\"" + label + "\"}]},";
        return "{\"resourceType\":\"" + type + "\"," + security + "\"" + subject + "\":{\"reference\":\"Patient/"
                + patient + "\"}," + rest + "}";
    }

    private void thing(
            String institution, String type, String id, boolean laboratory, String label, @Nullable LocalDate day) {
        things.add(new Thing(institution, type + "/" + id, type, laboratory, label, day));
        HOLDERS.put(type + "/" + id, institution);
    }

    private List<Rule> rules(TestNode node, long compartment, String patient) {
        List<Rule> rules = new ArrayList<>();
        Instant now = Instant.now();
        int many = random.nextInt(5);
        for (int i = 0; i < many; i++) {
            Effect effect = Effect.values()[random.nextInt(3)];
            Recipient to =
                    switch (random.nextInt(6)) {
                        case 0, 1 -> new Recipient.Everybody();
                        case 2 -> new Recipient.Institution(TestNode.HOSPITAL_B);
                        case 3 -> new Recipient.Institution(ABROAD);
                        case 4 -> new Recipient.Doctor("zhang", "张伟", TestNode.HOSPITAL_B);
                        default -> new Recipient.Doctor("wu@440000", "吴静", ABROAD);
                    };
            if (effect == Effect.ONLY && to instanceof Recipient.Everybody) {
                to = new Recipient.Institution(TestNode.HOSPITAL_B);
            }
            boolean over = random.nextInt(6) == 0;
            boolean early = random.nextInt(8) == 0;
            Instant from = now.plus(Duration.ofDays(early ? 1 : -2)).plusSeconds(i);
            rules.add(new Rule(
                    compartment,
                    "r." + i,
                    1,
                    patient,
                    effect,
                    to,
                    matter(node),
                    Purpose.CARE,
                    effect == Effect.PERMIT && random.nextInt(3) == 0,
                    from,
                    over && !early
                            ? now.minus(Duration.ofDays(1))
                            : random.nextBoolean() && effect == Effect.DENY ? null : now.plus(Duration.ofDays(3)),
                    null,
                    "wang",
                    "王建军",
                    now.minus(Duration.ofDays(3)).plusSeconds(i),
                    null,
                    random.nextInt(8) == 0 ? now.minus(Duration.ofHours(1)) : null,
                    null));
        }
        return rules;
    }

    private Matter matter(TestNode node) {
        if (random.nextInt(5) == 0) {
            Thing thing = things.get(random.nextInt(things.size()));
            if (!thing.type().equals("Patient")) {
                String[] parts = thing.reference().split("/", -1);
                return new Matter(
                        Set.of(),
                        Set.of(),
                        new Matter.Document(
                                thing.reference(),
                                node.bean(Store.class).key(parts[0], parts[1]).orElseThrow()),
                        null,
                        null);
            }
        }
        boolean dated = random.nextInt(3) == 0;
        Instant from =
                LocalDate.of(2026, 1 + random.nextInt(6), 1).atStartOfDay(CHINA).toInstant();
        return new Matter(
                random.nextBoolean() ? Set.of() : some(Category.values()),
                random.nextBoolean() ? Set.of() : some(Sensitivity.values()),
                null,
                dated && random.nextInt(4) > 0 ? from : null,
                dated && random.nextInt(4) > 0 ? from.plus(Duration.ofDays(40 + random.nextInt(60))) : null);
    }

    private List<AccessRequest> requests(long compartment, String patient) {
        List<AccessRequest> requests = new ArrayList<>();
        Instant now = Instant.now();
        int many = random.nextInt(3);
        for (int i = 0; i < many; i++) {
            Set<Category> categories = some(Category.values());
            Instant until = now.plus(Duration.ofHours(random.nextInt(4) == 0 ? -1 : 30));
            requests.add(new AccessRequest(
                    "q." + i,
                    compartment,
                    patient,
                    "zhang",
                    "张伟",
                    random.nextBoolean() ? TestNode.HOSPITAL_B : ABROAD,
                    Purpose.CARE,
                    new Permission(
                            categories.isEmpty() ? Set.of(Category.values()) : categories,
                            some(Sensitivity.values()),
                            now.minus(Duration.ofDays(1)),
                            until),
                    "x",
                    random.nextInt(4) == 0 ? AccessRequest.State.REVOKED : AccessRequest.State.GRANTED,
                    now.minus(Duration.ofDays(1)),
                    null,
                    null,
                    null));
        }
        return requests;
    }

    /** Readings by law of the two who read so: some that run, some that wait, were refused, ended or have run out. */
    private List<LawfulRead> readings(TestNode node, List<Long> person) {
        LawfulReadStore store = node.bean(LawfulReadStore.class);
        node.jdbc().sql("delete from access.lawful_read").update();
        List<LawfulRead> readings = new ArrayList<>();
        Laws laws = node.bean(Laws.class);
        List<Law> all = laws.inForce(laws.today());
        for (int i = random.nextInt(4); i > 0; i--) {
            Law law = all.get(random.nextInt(all.size()));
            Caller reader = READERS.get(law.role() == Role.CDC ? 0 : 1);
            Instant now = Instant.now();
            Instant careFrom = LocalDate.of(2026, 1 + random.nextInt(6), 1)
                    .atStartOfDay(CHINA)
                    .toInstant();
            Set<Category> categories = some(Category.values());
            LawfulRead reading = new LawfulRead(
                    person.get(random.nextInt(2)),
                    Long.toString(person.getFirst(), Character.MAX_RADIX) + "." + i,
                    law.id(),
                    law.version() + (random.nextInt(6) == 0 ? 1 : 0),
                    reader.account(),
                    reader.name(),
                    reader.role(),
                    reader.institution(),
                    "",
                    null,
                    "x",
                    categories.isEmpty() ? law.categories() : categories,
                    random.nextInt(4) == 0 ? null : careFrom,
                    random.nextInt(3) == 0 ? null : careFrom.plus(Duration.ofDays(45)),
                    now.minus(Duration.ofHours(2)),
                    now.plus(Duration.ofHours(random.nextInt(5) == 0 ? -1 : 5)),
                    law.confirm(),
                    null,
                    null,
                    null,
                    null,
                    now);
            store.insert(reading);
            Boolean confirmed = law.confirm() && random.nextInt(4) > 0 ? random.nextInt(4) > 0 : null;
            boolean ended = random.nextInt(6) == 0;
            node.jdbc()
                    .sql("""
                            update access.lawful_read
                               set confirmed = ?::boolean, answered_at = case when ?::boolean is null then null else now() end,
                                   ended_at = case when ? then now() end
                             where id = ?
                            """)
                    .param(confirmed)
                    .param(confirmed)
                    .param(ended)
                    .param(reading.id())
                    .update();
            boolean runs = !ended
                    && reading.until().isAfter(now)
                    && reading.version() == law.version()
                    && (!law.confirm() || Boolean.TRUE.equals(confirmed));
            if (runs) {
                readings.add(reading);
            }
        }
        return readings;
    }

    /** The plain reading of the laws: what one of them has, was asked for, and is not denied where the law gives way to a denial. */
    private Set<String> byLaw(TestNode node, Caller reader, List<LawfulRead> readings, List<Rule> rules) {
        Laws laws = node.bean(Laws.class);
        return things.stream()
                .filter(thing -> readings.stream()
                        .filter(each -> each.account().equals(reader.account()))
                        .anyMatch(each -> {
                            Law law = laws.inForce(each.law()).orElseThrow();
                            boolean denied = inForce(rules).stream()
                                    .anyMatch(rule -> rule.effect() == Effect.DENY
                                                    && rule.to() instanceof Recipient.Everybody
                                                    && covers(rule, thing, true)
                                            || rule.effect() == Effect.ONLY
                                                    && !(rule.to() instanceof Recipient.Everybody)
                                                    && covers(rule, thing, false));
                            boolean named = thing.label().isEmpty()
                                    || law.classes().contains(Sensitivity.valueOf(thing.label()));
                            boolean kind = each.categories().stream()
                                    .anyMatch(one -> law.categories().contains(one) && is(thing, one));
                            Matter period = new Matter(Set.of(), Set.of(), null, each.careFrom(), each.careUntil());
                            boolean nothing = law.categories().stream().noneMatch(each.categories()::contains);
                            boolean opens = thing.type().equals("Patient") ? !nothing : kind && within(period, thing);
                            return named && opens && (law.overDenial() || !denied);
                        }))
                .map(Thing::reference)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private <T> Set<T> some(T[] values) {
        Set<T> some = new HashSet<>();
        Arrays.stream(values).filter(each -> random.nextInt(3) == 0).forEach(some::add);
        return some;
    }

    private static void write(
            TestNode node, List<Rule> rules, List<AccessRequest> requests, boolean emergency, long compartment) {
        for (String table : List.of("rule", "request", "emergency")) {
            node.jdbc().sql("delete from access." + table).update();
        }
        RuleStore store = node.bean(RuleStore.class);
        for (Rule rule : rules) {
            store.insert(rule);
            if (rule.endedAt() != null) {
                store.end(rule, "wang", rule.endedAt());
            }
        }
        requests.forEach(node.bean(RequestStore.class)::insert);
        if (emergency) {
            node.jdbc()
                    .sql("""
                            insert into access.emergency
                                   (compartment, id, account, name, institution, ground, words, opened_at, until, review_by)
                            values (?, 'e', 'zhang', '张伟', ?, 'UNCONSCIOUS', '', ?, ?, ?)
                            """)
                    .params(
                            compartment,
                            TestNode.HOSPITAL_B,
                            Timestamp.from(Instant.now()),
                            Timestamp.from(Instant.now().plusSeconds(3600)),
                            Timestamp.from(Instant.now().plusSeconds(7200)))
                    .update();
        }
    }
}
