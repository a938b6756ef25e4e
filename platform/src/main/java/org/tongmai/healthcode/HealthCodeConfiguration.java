package org.tongmai.healthcode;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Access;
import org.tongmai.access.Consents;
import org.tongmai.access.Looks;
import org.tongmai.access.Proxies;
import org.tongmai.access.RequestEvents;
import org.tongmai.access.Subjects;
import org.tongmai.kernel.Rounds;
import org.tongmai.person.Persons;
import org.tongmai.store.Feed;
import org.tongmai.store.Store;

/** Puts the health code together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HealthCodeSettings.class)
class HealthCodeConfiguration {

    private static final Duration TIDIED = Duration.ofMinutes(1);

    @Bean
    CodeStore healthCodeStore(JdbcClient jdbc) {
        return new CodeStore(jdbc);
    }

    @Bean
    Crypto healthCodeCrypto(
            HealthCodeSettings settings,
            Environment environment,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Clock clock) {
        Path secrets =
                Path.of(environment.getProperty("tongmai.data", ".tongmai")).resolve("secrets");
        return new Crypto(settings, secrets, new CodeKeyStore(jdbc), new TransactionTemplate(transactions), clock);
    }

    @Bean
    Holders healthCodeHolders(Subjects subjects) {
        return new Holders(subjects);
    }

    @Bean
    Registrations healthCodeRegistrations(JdbcClient jdbc, Persons persons) {
        return new Registrations(jdbc, persons);
    }

    /** What begins once everything is there. */
    @Bean
    SmartInitializingSingleton healthCodeStart(Feed feed, Registrations registrations) {
        return () -> feed.register(Registrations.READER, Set.of("Patient"), registrations);
    }

    @Bean
    Showings showings(DataSource database, JdbcClient jdbc, Persons persons, Registrations registrations, Clock clock) {
        return new Showings(database, jdbc, persons, registrations, clock);
    }

    @Bean
    Screens healthCodeScreens(DataSource database, JdbcClient jdbc, Clock clock) {
        return new Screens(database, jdbc, clock);
    }

    @Bean
    UnknownCards unknownCards(JdbcClient jdbc, Clock clock) {
        return new UnknownCards(jdbc, clock);
    }

    /** What was noted of codes and cards for a while is forgotten. */
    @Bean
    Rounds healthCodeTidying(Showings showings, Screens screens, UnknownCards unknown) {
        return new Rounds("health-code-tidying", TIDIED, () -> {
            showings.forget();
            screens.forget();
            unknown.forget();
            return false;
        });
    }

    @Bean
    Evidence useEvidence(Crypto crypto) {
        return new Evidence(crypto);
    }

    @Bean
    Factors healthCodeFactors(CodeStore store, Clock clock) {
        return new Factors(store, clock);
    }

    @Bean
    Presence healthCodePresence(
            Crypto crypto, Showings showings, Factors factors, Holders holders, Persons persons, Clock clock) {
        return new Presence(crypto, showings, factors, holders, persons, clock);
    }

    @Bean
    Guardians guardians(
            Proxies proxies,
            CodeStore store,
            Holders holders,
            Presence presence,
            Registrations registrations,
            RequestEvents events,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Guardians(
                proxies, store, holders, presence, registrations, events, new TransactionTemplate(transactions), clock);
    }

    @Bean
    HealthCodes healthCodes(
            CodeStore store,
            Holders holders,
            Guardians guardians,
            Presence presence,
            Registrations registrations,
            Crypto crypto,
            SignedLists lists,
            Screens screens,
            HealthCodeSettings settings,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new HealthCodes(
                store,
                holders,
                guardians,
                presence,
                registrations,
                crypto,
                lists,
                screens,
                settings.life(),
                new TransactionTemplate(transactions),
                clock);
    }

    @Bean
    Losses healthCodeLosses(
            HealthCodes codes, CodeStore store, Holders holders, Guardians guardians, Crypto crypto, Screens screens) {
        return new Losses(codes, store, holders, guardians, crypto, screens);
    }

    @Bean
    GuardianDesk guardianDesk(Guardians guardians, Persons persons, Looks looks, Crypto crypto, Clock clock) {
        return new GuardianDesk(guardians, persons, looks, crypto, clock);
    }

    @Bean
    Cards healthCodeCards(
            CodeStore store,
            JdbcClient jdbc,
            HealthCodes codes,
            Holders holders,
            Presence presence,
            Crypto crypto,
            Looks looks,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Cards(
                store,
                new CardStore(jdbc),
                codes,
                holders,
                presence,
                crypto,
                looks,
                new TransactionTemplate(transactions),
                clock);
    }

    @Bean
    Registered healthCodeRegistered(Holders holders, Persons persons, Access access, Store facts, CodeStore store) {
        return new Registered(holders, persons, access, facts, store);
    }

    @Bean
    Verifier verifier(
            Crypto crypto,
            Showings showings,
            Cards cards,
            CodeStore store,
            Factors factors,
            UnknownCards unknown,
            Looks looks,
            Registered registered,
            Consents consents,
            Evidence evidence,
            HealthCodeSettings settings,
            Clock clock) {
        return new Verifier(
                crypto,
                showings,
                cards,
                store,
                factors,
                unknown,
                looks,
                registered,
                consents,
                evidence,
                settings.reading(),
                clock);
    }

    @Bean
    Uses uses(DataSource database, JdbcClient jdbc, Evidence evidence, Clock clock) {
        return new Uses(database, jdbc, evidence, clock);
    }

    @Bean
    SignedLists signedLists(Crypto crypto, CodeStore store, Registrations registrations, Clock clock) {
        return new SignedLists(crypto, store, registrations, SignedLists.LISTED_MOST, clock);
    }
}
