package org.tongmai.healthcode;

import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
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
import org.tongmai.access.Subjects;
import org.tongmai.person.Persons;

/** Puts the health code together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HealthCodeSettings.class)
class HealthCodeConfiguration {

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
    Showings showings(DataSource database, JdbcClient jdbc, Persons persons, Clock clock) {
        return new Showings(database, jdbc, persons, clock);
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
            JdbcClient jdbc,
            CodeStore store,
            Holders holders,
            Persons persons,
            Presence presence,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Guardians(jdbc, store, holders, persons, presence, new TransactionTemplate(transactions), clock);
    }

    @Bean
    HealthCodes healthCodes(
            CodeStore store,
            Holders holders,
            Guardians guardians,
            Crypto crypto,
            SignedLists lists,
            HealthCodeSettings settings,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new HealthCodes(
                store,
                holders,
                guardians,
                crypto,
                lists,
                settings.life(),
                new TransactionTemplate(transactions),
                clock);
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
    Verifier verifier(
            Crypto crypto,
            Showings showings,
            Cards cards,
            CodeStore store,
            Factors factors,
            Looks looks,
            Holders holders,
            Persons persons,
            Access access,
            Consents consents,
            HealthCodeSettings settings,
            Clock clock) {
        return new Verifier(
                crypto,
                showings,
                cards,
                store,
                factors,
                new UnknownCards(clock),
                looks,
                new Registered(holders, persons, access),
                consents,
                settings.reading(),
                clock);
    }

    @Bean
    Uses uses(DataSource database, JdbcClient jdbc, Clock clock) {
        return new Uses(database, jdbc, clock);
    }

    @Bean
    SignedLists signedLists(Crypto crypto, CodeStore store, Clock clock) {
        return new SignedLists(crypto, store, SignedLists.LISTED_MOST, clock);
    }
}
