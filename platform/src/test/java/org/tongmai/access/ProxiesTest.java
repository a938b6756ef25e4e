package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Proxy.Ground;
import org.tongmai.access.Proxy.Level;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Persons;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Origin;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/** Whom somebody may act for, when, and what is then seen: at birthdays, after deaths, when persons are parted. */
class ProxiesTest {

    private static final LocalDate BORN = LocalDate.of(2010, 6, 15);
    private static final Instant LONG_AGO = birthday(LocalDate.of(2010, 1, 1));
    private static final Instant FAR = birthday(LocalDate.of(2060, 1, 1));

    private static TestNode node;
    private static int people;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void a_guardian_acts_until_the_midnight_that_begins_the_18th_birthday() {
        String mother = someone(LocalDate.of(1985, 2, 3));
        String child = someone(BORN);
        file(guardian(child, mother));
        Instant ofAge = birthday(LocalDate.of(2028, 6, 15));

        assertThat(acting(mother, child, ofAge.minusMillis(1))).isNotNull();
        assertThat(acting(mother, child, ofAge)).isNull();
        assertThat(at(ofAge).ofWard(person(child), ofAge)).isEmpty();
        assertThat(at(ofAge).all(person(child))).hasSize(1);
    }

    @Test
    void who_was_born_on_29_february_is_of_age_on_28_february_of_a_common_year() {
        String father = someone(LocalDate.of(1980, 2, 3));
        String child = someone(LocalDate.of(2008, 2, 29));
        file(guardian(child, father));
        Instant ofAge = birthday(LocalDate.of(2026, 2, 28));

        assertThat(acting(father, child, ofAge.minusMillis(1))).isNotNull();
        assertThat(acting(father, child, ofAge)).isNull();
    }

    @Test
    void the_guardian_of_somebody_of_unknown_age_acts_for_nobody() {
        String father = someone(LocalDate.of(1980, 2, 3));
        String foundling = someone(null);
        file(guardian(foundling, father));

        assertThat(acting(father, foundling, birthday(BORN))).isNull();
        assertThatThrownBy(() -> at(LONG_AGO).latest(Ground.GUARDIAN, node.compartment(foundling), LONG_AGO))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("access.proxy-age"));
    }

    @Test
    void from_the_14th_birthday_on_a_minor_keeps_from_a_guardian_what_the_dated_rules_let() {
        String mother = someone(LocalDate.of(1985, 2, 3));
        String child = someone(BORN);
        file(proxy(child, mother, Ground.GUARDIAN, Level.ACT, Set.of(Sensitivity.REPRO, Sensitivity.GENETIC)));
        Instant fourteen = birthday(LocalDate.of(2024, 6, 15));

        assertThat(withheld(acting(mother, child, fourteen.minusMillis(1)))).isEmpty();
        assertThat(withheld(acting(mother, child, fourteen))).containsExactly(Sensitivity.REPRO);
    }

    @Test
    void a_later_rule_about_ages_holds_from_its_day() {
        String mother = someone(LocalDate.of(1985, 2, 3));
        String child = someone(BORN);
        file(proxy(child, mother, Ground.GUARDIAN, Level.ACT, Set.of(Sensitivity.PSY)));
        node.jdbc().sql("""
                        insert into access.setting (name, valid_from, value, source)
                        values ('withhold-PSY-years', '2025-01-01', 16, 'test')
                        """).update();
        try {
            assertThat(withheld(acting(mother, child, birthday(LocalDate.of(2024, 12, 31)))))
                    .containsExactly(Sensitivity.PSY);
            assertThat(withheld(acting(mother, child, birthday(LocalDate.of(2025, 1, 1)))))
                    .isEmpty();
        } finally {
            node.jdbc().sql("delete from access.setting where source = 'test'").update();
        }
    }

    @Test
    void what_was_ended_holds_no_more_and_holds_again_once_given_again() {
        String son = someone(LocalDate.of(1985, 2, 3));
        String elder = someone(LocalDate.of(1950, 2, 3));
        Proxy first = file(entrusted(elder, son, Level.ACT));
        Instant now = birthday(LocalDate.of(2026, 1, 1));
        assertThat(acting(son, elder, now)).isNotNull();

        assertThat(at(now).end(resident(elder), first.id(), person(elder), now)).isPresent();

        assertThat(acting(son, elder, now)).isNull();
        assertThat(acting(son, elder, now.minusMillis(1))).isNotNull();
        assertThat(at(now).end(resident(elder), first.id(), person(elder), now)).isEmpty();
        file(from(entrusted(elder, son, Level.SEE), now.plusSeconds(1)));
        assertThat(acting(son, elder, now)).isNull();
        assertThat(level(acting(son, elder, now.plusSeconds(1)))).isEqualTo(Level.SEE);
    }

    @Test
    void of_two_proxies_between_the_same_people_the_later_holds_and_one_for_the_code_stands_beside_it() {
        String son = someone(LocalDate.of(1985, 2, 3));
        String elder = someone(LocalDate.of(1950, 2, 3));
        Instant now = birthday(LocalDate.of(2026, 1, 1));
        file(entrusted(elder, son, Level.ACT));
        file(from(entrusted(elder, son, Level.SEE), now));
        file(from(entrusted(elder, son, Level.CODE), now));

        assertThat(level(acting(son, elder, now))).isEqualTo(Level.SEE);
        assertThat(level(acting(son, elder, now.minusMillis(1)))).isEqualTo(Level.ACT);
        assertThat(at(now).ofHolder(person(son), now)).hasSize(2);
    }

    @Test
    void a_proxy_makes_no_other() {
        String son = someone(LocalDate.of(1985, 2, 3));
        String elder = someone(LocalDate.of(1950, 2, 3));
        String wife = someone(LocalDate.of(1951, 2, 3));
        file(entrusted(elder, son, Level.ACT));
        file(entrusted(wife, elder, Level.ACT));
        Instant now = birthday(LocalDate.of(2026, 1, 1));

        Caller asElder = Objects.requireNonNull(acting(son, elder, now));
        assertThat(at(now).acting(asElder, wife)).isEmpty();
        assertThat(acting(son, wife, now)).isNull();
        assertThat(acting(elder, wife, now)).isNotNull();
    }

    @Test
    void nobody_acts_for_oneself_and_nobody_but_residents_acts_for_another() {
        String son = someone(LocalDate.of(1985, 2, 3));
        String elder = someone(LocalDate.of(1950, 2, 3));
        file(entrusted(elder, son, Level.ACT));
        Instant now = birthday(LocalDate.of(2026, 1, 1));
        long compartment = node.compartment(son);
        var doctor = new Caller("zhang", "张伟", Role.DOCTOR, TestNode.HOSPITAL_A, compartment, false);
        Caller app = resident(son).within(Limit.of(List.of("patient/*.rs"), compartment, 1L));

        assertThat(acting(son, son, now)).isNull();
        assertThat(at(now).acting(doctor, elder)).isEmpty();
        assertThat(at(now).acting(app, elder)).isEmpty();
        assertThat(at(now).acting(resident(son), "no-such-patient")).isEmpty();
    }

    @Test
    void a_proxy_ends_with_the_life_of_the_ward_or_of_the_holder() {
        String son = someone(LocalDate.of(1985, 2, 3));
        String elder = someone(LocalDate.of(1950, 2, 3));
        file(entrusted(elder, son, Level.ACT));
        Instant now = birthday(LocalDate.of(2026, 1, 1));

        for (String dead : List.of(elder, son)) {
            says(dead, ",\"deceasedDateTime\":\"2025-12-24\"");
            assertThat(acting(son, elder, now)).isNull();
            says(dead, "");
            assertThat(acting(son, elder, now)).isNotNull();
        }
    }

    @Test
    void a_proxy_ends_where_the_registration_it_was_given_for_is_deleted() {
        String son = someone(LocalDate.of(1985, 2, 3));
        String elder = someone(LocalDate.of(1950, 2, 3));
        file(entrusted(elder, son, Level.ACT));

        node.bean(Store.class)
                .transact(
                        List.of(new Change(Fact.Method.DELETE, "Patient", elder, null, null, null, null, null)),
                        new Origin(TestNode.HOSPITAL_A, "test", null, ""));
        node.settle();

        assertThat(acting(son, elder, birthday(LocalDate.of(2026, 1, 1)))).isNull();
    }

    @Test
    void when_persons_are_parted_the_proxy_stays_with_the_registration_it_was_given_for() {
        String son = someone(LocalDate.of(1985, 2, 3));
        String atA = node.patient(TestNode.HOSPITAL_A, "李四", "110105194912310021");
        String atB = node.patient(TestNode.HOSPITAL_B, "李四", "110105194912310021");
        node.settle();
        file(entrusted(atA, son, Level.SEE));
        Instant now = birthday(LocalDate.of(2026, 1, 1));
        Caller before = Objects.requireNonNull(acting(son, atB, now));
        assertThat(allowed(before, atB)).isTrue();

        node.bean(Persons.class).unlink(node.compartment(atB), "steward", "somebody else");

        assertThat(acting(son, atB, now)).isNull();
        Caller after = Objects.requireNonNull(acting(son, atA, now));
        assertThat(allowed(after, atA)).isTrue();
        assertThat(allowed(after, atB)).isFalse();
    }

    @Test
    void who_ends_a_proxy_goes_by_its_ground() {
        Instant now = birthday(LocalDate.of(2026, 1, 1));
        var recorded = new Caller("window", "窗口", Role.DOCTOR, TestNode.HOSPITAL_A, null, false);
        var other = new Caller("window-b", "乙窗口", Role.DOCTOR, TestNode.HOSPITAL_B, null, false);
        for (Ground ground : Ground.values()) {
            String holder = someone(LocalDate.of(1980, 2, 3));
            String ward = someone(ground == Ground.GUARDIAN ? BORN : LocalDate.of(1950, 2, 3));
            String stranger = someone(LocalDate.of(1990, 2, 3));
            Proxy first = file(proxy(ward, holder, ground, Level.ACT, Set.of()));

            assertThat(ends(resident(stranger), first, now))
                    .as(ground + " stranger")
                    .isFalse();
            assertThat(ends(other, first, now)).as(ground + " other hospital").isFalse();
            assertThat(ends(resident(ward), first, now)).as(ground + " ward").isEqualTo(ground == Ground.ENTRUSTED);
            assertThat(acting(holder, ward, now) == null).isEqualTo(ground == Ground.ENTRUSTED);
            for (Caller may : List.of(resident(holder), recorded)) {
                now = now.plusSeconds(2);
                Proxy next = file(from(proxy(ward, holder, ground, Level.ACT, Set.of()), now.minusSeconds(1)));
                assertThat(ends(may, next, now)).as(ground + " " + may.role()).isTrue();
                assertThat(acting(holder, ward, now)).isNull();
            }
        }
    }

    private static boolean ends(Caller caller, Proxy proxy, Instant now) {
        try {
            return at(now).end(caller, proxy.id(), node.bean(Subjects.class).samePerson(proxy.ward()), now)
                    .isPresent();
        } catch (Problem refused) {
            assertThat(refused.code()).isEqualTo("access.proxy-not-ended-so");
            return false;
        }
    }

    @Test
    void what_somebody_entrusts_ends_nothing_that_a_court_decided() {
        String son = someone(LocalDate.of(1985, 2, 3));
        String elder = someone(LocalDate.of(1950, 2, 3));
        file(proxy(elder, son, Ground.APPOINTED, Level.ACT, Set.of()));
        Instant now = birthday(LocalDate.of(2026, 1, 1));

        file(from(proxy(elder, son, Ground.ENTRUSTED, Level.ACT, Set.of(Sensitivity.PSY)), now));

        assertThat(at(now).ofWard(person(elder), now))
                .extracting(Proxy::ground)
                .containsExactlyInAnyOrder(Ground.APPOINTED, Ground.ENTRUSTED);
        assertThat(withheld(acting(son, elder, now))).isEmpty();
    }

    @Test
    void of_two_that_are_given_between_the_same_people_at_the_same_time_one_is_in_force() throws Exception {
        String son = someone(LocalDate.of(1985, 2, 3));
        String elder = someone(LocalDate.of(1950, 2, 3));
        var transaction = new TransactionTemplate(node.bean(PlatformTransactionManager.class));
        var second = new CompletableFuture<Void>();

        transaction.executeWithoutResult(status -> {
            file(entrusted(elder, son, Level.ACT));
            Thread.startVirtualThread(() -> {
                transaction.executeWithoutResult(other -> file(entrusted(elder, son, Level.SEE)));
                second.complete(null);
            });
            awaitWaitingOr(second);
        });
        second.get(10, TimeUnit.SECONDS);

        Instant now = birthday(LocalDate.of(2026, 1, 1));
        assertThat(at(now).ofWard(person(elder), now)).hasSize(1);
    }

    @Test
    void nobody_has_more_who_act_than_somebody_can_oversee_though_two_are_added_at_once() throws Exception {
        String elder = someone(LocalDate.of(1950, 2, 3));
        Instant now = Instant.now();
        for (int i = 1; i < ProxyGiving.MOST; i++) {
            file(from(entrusted(elder, someone(LocalDate.of(1980, 1, 1)), Level.SEE), now.minusSeconds(60)));
        }
        ProxyGiving giving = node.bean(ProxyGiving.class);
        String code = giving.offer(resident(someone(LocalDate.of(1981, 1, 1)))).code();
        var draft = new ProxyGiving.Draft(code, Level.SEE, Set.of(), now.plus(Duration.ofDays(30)));
        var transaction = new TransactionTemplate(node.bean(PlatformTransactionManager.class));
        String tenth = someone(LocalDate.of(1982, 1, 1));
        var second = new CompletableFuture<String>();

        transaction.executeWithoutResult(status -> {
            file(from(entrusted(elder, tenth, Level.SEE), now.minusSeconds(60)));
            Thread.startVirtualThread(() -> {
                try {
                    giving.give(resident(elder), draft);
                    second.complete("given");
                } catch (Problem refused) {
                    second.complete(refused.code());
                }
            });
            awaitWaitingOr(second);
        });

        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("access.too-many-proxies");
        assertThat(at(now).ofWard(person(elder), now)).hasSize(ProxyGiving.MOST);
    }

    @Test
    void of_the_codes_that_somebody_makes_the_last_works() {
        String elder = someone(LocalDate.of(1950, 2, 3));
        Caller son = resident(someone(LocalDate.of(1985, 2, 3)));
        ProxyGiving giving = node.bean(ProxyGiving.class);
        String first = giving.offer(son).code();
        String last = giving.offer(son).code();
        Instant until = Instant.now().plus(Duration.ofDays(30));

        assertThatThrownBy(() -> giving.give(resident(elder), new ProxyGiving.Draft(first, Level.SEE, Set.of(), until)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("access.no-such-offer"));
        assertThat(giving.give(resident(elder), new ProxyGiving.Draft(last, Level.SEE, Set.of(), until)))
                .isNotNull();
    }

    /** Returns once another transaction waits for a lock, or what it does is done. */
    private static void awaitWaitingOr(CompletableFuture<?> done) {
        Instant end = Instant.now().plusSeconds(10);
        while (!done.isDone() && Instant.now().isBefore(end)) {
            int waiting = node.jdbc()
                    .sql(
                            "select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())")
                    .query(Integer.class)
                    .single();
            if (waiting > 0) {
                return;
            }
        }
    }

    @Test
    void who_acts_sees_what_the_ward_sees_less_what_is_kept_back() {
        String son = someone(LocalDate.of(1985, 2, 3));
        String elder = someone(LocalDate.of(1950, 2, 3));
        List<String> labels = Stream.concat(
                        Stream.of("", Acting.SEALED),
                        Stream.of(Sensitivity.values()).map(Enum::name))
                .toList();
        labels.forEach(label -> node.condition(TestNode.HOSPITAL_A, elder, label.isEmpty() ? "肺炎" : label, label));
        node.condition(TestNode.HOSPITAL_A, son, "感冒", "");
        Set<String> ward = seen(resident(elder));
        Instant now = birthday(LocalDate.of(2026, 1, 1));
        assertThat(ward).hasSize(labels.size());

        for (int draw = 0; draw < 1 << Sensitivity.values().length; draw++) {
            int bits = draw;
            Set<Sensitivity> kept = Stream.of(Sensitivity.values())
                    .filter(each -> (bits >> each.ordinal() & 1) == 1)
                    .collect(Collectors.toUnmodifiableSet());
            now = now.plusSeconds(1);
            file(from(proxy(elder, son, Ground.ENTRUSTED, Level.SEE, kept), now));
            Caller acting = Objects.requireNonNull(acting(son, elder, now));

            Set<String> expected = new TreeSet<>(ward);
            kept.forEach(each -> expected.remove(each.name()));
            expected.remove(Acting.SEALED);

            assertThat(seen(acting)).as(kept.toString()).isEqualTo(expected);
            assertThat(node.bean(Access.class)
                            .decide(acting, Purpose.SELF, node.compartment(elder))
                            .withheld())
                    .isTrue();
        }
    }

    private static Set<String> seen(Caller caller) {
        Scope named = node.bean(Access.class)
                .decide(caller, Purpose.SELF, Objects.requireNonNull(caller.compartment()))
                .scope();
        Scope unnamed = node.bean(Access.class).scopeFor(caller);
        assertThat(found(unnamed)).isEqualTo(found(named));
        return found(named);
    }

    private static Set<String> found(Scope scope) {
        return node.bean(Store.class).search(Query.of("Condition").count(100), scope).facts().stream()
                .map(each -> each.tree()
                        .path("code")
                        .path("coding")
                        .path(0)
                        .path("display")
                        .asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean allowed(Caller caller, String patient) {
        return node.bean(Access.class)
                .decide(caller, Purpose.SELF, node.compartment(patient))
                .allowed();
    }

    /** Somebody whom hospital A registered. */
    private static String someone(@Nullable LocalDate born) {
        people++;
        String patient = node.file(TestNode.HOSPITAL_A, "Patient", patient(null, people, born, ""));
        node.settle();
        if (born != null) {
            BIRTHS.add(new Born(patient, people, born));
        }
        return patient;
    }

    private record Born(String patient, int number, LocalDate born) {}

    private static final Set<Born> BIRTHS = new HashSet<>();

    private static void says(String patient, String more) {
        Born born = BIRTHS.stream()
                .filter(each -> each.patient().equals(patient))
                .findFirst()
                .orElseThrow();
        node.bean(Store.class)
                .transact(
                        List.of(Change.update(
                                "Patient",
                                patient,
                                patient(patient, born.number(), born.born(), more)
                                        .getBytes(StandardCharsets.UTF_8))),
                        new Origin(TestNode.HOSPITAL_A, "test", null, ""));
        node.settle();
    }

    private static String patient(@Nullable String id, int number, @Nullable LocalDate born, String more) {
        return """
                {"resourceType":"Patient"%s,"gender":"female"%s,"name":[{"text":"人%d","family":"人","given":["%d"]}],
                 "identifier":[{"use":"usual","system":"https://tongmai.org/fhir/institution/A/patient","value":"P-%d"}]%s}
                """.formatted(
                        id == null ? "" : ",\"id\":\"" + id + "\"",
                        born == null ? "" : ",\"birthDate\":\"" + born + "\"",
                        number,
                        number,
                        number,
                        more);
    }

    private static Proxy guardian(String ward, String holder) {
        return proxy(ward, holder, Ground.GUARDIAN, Level.ACT, Set.of());
    }

    private static Proxy entrusted(String ward, String holder, Level level) {
        return proxy(ward, holder, Ground.ENTRUSTED, level, Set.of());
    }

    private static Proxy proxy(String ward, String holder, Ground ground, Level level, Set<Sensitivity> withheld) {
        return new Proxy(
                UUID.randomUUID(),
                node.compartment(ward),
                node.compartment(holder),
                ground,
                level,
                true,
                withheld,
                LONG_AGO,
                FAR,
                "window",
                TestNode.HOSPITAL_A,
                null,
                null);
    }

    private static Proxy from(Proxy proxy, Instant from) {
        return new Proxy(
                proxy.id(),
                proxy.ward(),
                proxy.holder(),
                proxy.ground(),
                proxy.level(),
                proxy.reads(),
                proxy.withheld(),
                from,
                from.plus(Duration.ofDays(365)),
                proxy.recordedBy(),
                proxy.institution(),
                null,
                null);
    }

    private static Proxy file(Proxy proxy) {
        at(LONG_AGO).file(proxy);
        return proxy;
    }

    private static Proxies at(Instant now) {
        return new Proxies(
                node.bean(ProxyStore.class),
                node.bean(Subjects.class),
                node.bean(Persons.class),
                node.bean(Store.class),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private static @Nullable Caller acting(String holder, String ward, Instant now) {
        return at(now).acting(resident(holder), ward).orElse(null);
    }

    private static Set<Sensitivity> withheld(@Nullable Caller caller) {
        return how(caller).withheld();
    }

    private static Level level(@Nullable Caller caller) {
        return how(caller).level();
    }

    private static Acting how(@Nullable Caller caller) {
        return Objects.requireNonNull(Objects.requireNonNull(caller).acting());
    }

    private static Caller resident(String patient) {
        return new Caller("resident", "居民", Role.RESIDENT, null, node.compartment(patient), false);
    }

    private static Set<Long> person(String patient) {
        return node.bean(Subjects.class).samePerson(node.compartment(patient));
    }

    private static Instant birthday(LocalDate day) {
        return day.atStartOfDay(Proxies.ZONE).toInstant();
    }
}
