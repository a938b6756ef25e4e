package org.tongmai.healthcode;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Consents;
import org.tongmai.access.Looks;
import org.tongmai.access.Proxies;
import org.tongmai.access.RequestEvents;
import org.tongmai.access.Role;
import org.tongmai.access.Subjects;
import org.tongmai.access.TestNode;
import org.tongmai.person.Persons;
import org.tongmai.store.Store;

/** The health code as one process of a node has it, on that node's database, with a clock that a test moves. */
final class TestProcess implements AutoCloseable {

    static final Caller WINDOW_A = new Caller("window-a", "甲医院挂号窗口", Role.DOCTOR, TestNode.HOSPITAL_A, null, false);
    static final Caller KIOSK_A = new Caller("kiosk-a", "甲医院自助机", Role.SYSTEM, TestNode.HOSPITAL_A, null, false);
    static final Caller STEWARD = new Caller("steward", "主索引管理员", Role.STEWARD, null, null, false);
    static final Caller WINDOW_B = new Caller("window-b", "乙医院挂号窗口", Role.DOCTOR, TestNode.HOSPITAL_B, null, false);

    final CodeStore store;
    final Crypto crypto;
    final HealthCodes codes;
    final Guardians guardians;
    final Losses losses;
    final GuardianDesk desk;
    final Cards cards;
    final Registrations registrations;
    final Showings showings;
    final Screens screens;
    final UnknownCards unknown;
    final Evidence evidence;
    final Verifier verifier;
    final Uses uses;
    final SignedLists lists;

    TestProcess(TestNode node, String suite, Path keys, Clock clock) {
        JdbcClient jdbc = node.jdbc();
        DataSource database = node.bean(DataSource.class);
        Persons persons = node.bean(Persons.class);
        var settings = new HealthCodeSettings(
                suite, keys.toString(), null, Duration.ofMinutes(2), Duration.ofHours(4), Duration.ofDays(2));
        store = new CodeStore(jdbc);
        var transaction = new TransactionTemplate(node.bean(PlatformTransactionManager.class));
        crypto = new Crypto(settings, keys, new CodeKeyStore(jdbc), transaction, clock);
        Holders holders = new Holders(node.bean(Subjects.class));
        Factors factors = new Factors(store, clock);
        Looks looks = node.bean(Looks.class);
        registrations = new Registrations(jdbc, persons);
        showings = new Showings(database, jdbc, persons, registrations, clock);
        screens = new Screens(database, jdbc, clock);
        Presence presence = new Presence(crypto, showings, factors, holders, persons, clock);
        guardians = new Guardians(
                node.bean(Proxies.class),
                store,
                holders,
                presence,
                registrations,
                node.bean(RequestEvents.class),
                transaction,
                clock);
        lists = new SignedLists(crypto, store, registrations, SignedLists.LISTED_MOST, clock);
        codes = new HealthCodes(
                store,
                holders,
                guardians,
                presence,
                registrations,
                crypto,
                lists,
                screens,
                settings.life(),
                transaction,
                clock);
        losses = new Losses(codes, store, holders, guardians, crypto, screens);
        desk = new GuardianDesk(guardians, persons, looks, crypto, clock);
        cards = new Cards(store, new CardStore(jdbc), codes, holders, presence, crypto, looks, transaction, clock);
        unknown = new UnknownCards(jdbc, clock);
        evidence = new Evidence(crypto);
        verifier = new Verifier(
                crypto,
                showings,
                cards,
                store,
                factors,
                unknown,
                looks,
                new Registered(holders, persons, node.bean(Access.class), node.bean(Store.class), store),
                node.bean(Consents.class),
                evidence,
                settings.reading(),
                clock);
        uses = new Uses(database, jdbc, evidence, clock);
    }

    static Caller resident(TestNode node, String patient) {
        return new Caller("resident", "居民", Role.RESIDENT, null, node.compartment(patient), false);
    }

    @Override
    public void close() {
        showings.close();
        screens.close();
    }
}
