package org.tongmai.surveillance;

import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Looks;
import org.tongmai.directory.Directory;
import org.tongmai.kernel.RegionCode;
import org.tongmai.kernel.Rounds;
import org.tongmai.person.Persons;
import org.tongmai.store.Feed;
import org.tongmai.store.Store;
import org.tongmai.surveillance.capture.Triggers;
import org.tongmai.surveillance.disease.DiseaseList;

/** Puts surveillance together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SurveillanceSettings.class)
class SurveillanceConfiguration {

    @Bean
    DiseaseList diseaseList(SurveillanceSettings settings) {
        String tables = settings.tables();
        return DiseaseList.of(tables == null ? null : Path.of(tables));
    }

    @Bean
    CardStore cardStore(JdbcClient jdbc) {
        return new CardStore(jdbc);
    }

    @Bean
    CountStore countStore(JdbcClient jdbc) {
        return new CountStore(jdbc);
    }

    @Bean
    SignalStore signalStore(JdbcClient jdbc) {
        return new SignalStore(jdbc);
    }

    @Bean
    Jurisdiction.Finder jurisdictions(Directory directory, Clock clock) {
        return new Jurisdiction.Finder(directory, clock);
    }

    @Bean
    Capture capture(
            Store store,
            Persons persons,
            Directory directory,
            DiseaseList list,
            CardStore cards,
            CountStore counts,
            SurveillanceSettings settings,
            Environment environment,
            PlatformTransactionManager transactions,
            Clock clock) {
        var node = new RegionCode(environment.getProperty("tongmai.region", "100000"));
        var drafts = new Drafts(store, directory, new Places(directory, clock), node, settings.history(), clock);
        return new Capture(store, persons, list, drafts, cards, counts, new TransactionTemplate(transactions), clock);
    }

    @Bean
    ReportCards reportCards(
            CardStore cards,
            CountStore counts,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            Persons persons,
            Looks looks,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new ReportCards(
                cards, counts, list, jurisdictions, persons, looks, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Signals signals(
            SignalStore store,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Signals(store, list, jurisdictions, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Cases cases(
            Signals signals,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            JdbcClient jdbc,
            Looks looks,
            Clock clock) {
        return new Cases(signals, list, jurisdictions, jdbc, looks, clock);
    }

    @Bean
    Detection detection(CountStore counts, CardStore cards, DiseaseList list, Signals signals, Clock clock) {
        return new Detection(counts, cards, list, signals, clock);
    }

    @Bean
    RegionNames regionNames(Directory directory, Clock clock) {
        return new RegionNames(directory, clock);
    }

    @Bean
    SeriesViews seriesViews(CountStore counts, DiseaseList list, Clock clock) {
        return new SeriesViews(counts, list, clock);
    }

    @Bean
    Rounds surveillanceRounds(ReportCards cards, Detection detection, SurveillanceSettings settings) {
        return new Rounds("surveillance", settings.every(), () -> {
            cards.tick();
            cards.mergeDuplicates();
            detection.round();
            return false;
        });
    }

    /** What begins once everything is there. */
    @Bean
    SmartInitializingSingleton surveillanceStart(Feed feed, Capture capture) {
        return () -> feed.register(Capture.READER, Triggers.TYPES, capture);
    }
}
