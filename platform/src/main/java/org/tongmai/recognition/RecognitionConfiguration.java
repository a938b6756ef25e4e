package org.tongmai.recognition;

import java.time.Clock;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Access;
import org.tongmai.access.Doctors;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Looks;
import org.tongmai.access.Subjects;
import org.tongmai.directory.Directory;
import org.tongmai.store.Feed;
import org.tongmai.store.Store;

/** Puts recognition together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecognitionSettings.class)
class RecognitionConfiguration {

    @Bean(initMethod = "start")
    Catalogues recognitionCatalogues(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        return new Catalogues(jdbc, new TransactionTemplate(transactions), clock);
    }

    @Bean
    QualityRecords recognitionQuality(
            JdbcClient jdbc, PlatformTransactionManager transactions, Catalogues catalogues, Clock clock) {
        return new QualityRecords(jdbc, new TransactionTemplate(transactions), catalogues, clock);
    }

    @Bean
    EventStore recognitionEvents(JdbcClient jdbc) {
        return new EventStore(jdbc);
    }

    @Bean
    Figures recognitionFigures(JdbcClient jdbc) {
        return new Figures(jdbc);
    }

    @Bean
    Notices recognitionNotices(JdbcClient jdbc, Clock clock) {
        return new Notices(jdbc, clock);
    }

    @Bean
    Reliances recognitionReliances(JdbcOperations statements, Store store) {
        return new Reliances(statements, store);
    }

    @Bean
    Ledger recognitionLedger(
            EventStore events, Reliances reliances, PlatformTransactionManager transactions, Clock clock) {
        return new Ledger(events, reliances, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Checks recognitionChecks(
            Access access,
            Looks looks,
            Subjects subjects,
            Directory directory,
            InstitutionNames names,
            Catalogues catalogues,
            QualityRecords quality,
            Store store,
            Reliances reliances,
            Ledger ledger,
            Clock clock) {
        return new Checks(
                access,
                looks,
                subjects,
                directory,
                names,
                catalogues,
                quality,
                new Candidates(store),
                reliances,
                ledger,
                clock);
    }

    @Bean
    OrderForm recognitionOrderForm(
            Checks checks,
            Ledger ledger,
            Doctors doctors,
            Subjects subjects,
            Store store,
            RecognitionSettings settings) {
        return new OrderForm(checks, ledger, doctors, subjects, store, settings.limit());
    }

    /** What begins once everything is there. */
    @Bean
    SmartInitializingSingleton recognitionStart(
            Feed feed,
            Store store,
            Catalogues catalogues,
            EventStore events,
            Ledger ledger,
            Notices notices,
            Clock clock) {
        Aftermath aftermath = new Aftermath(store, catalogues, events, ledger, notices, clock);
        return () -> feed.register(Aftermath.READER, Aftermath.TYPES, aftermath::take);
    }
}
