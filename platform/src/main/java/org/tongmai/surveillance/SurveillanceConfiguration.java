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
import org.tongmai.access.Access;
import org.tongmai.access.Looks;
import org.tongmai.directory.Directory;
import org.tongmai.kernel.RegionCode;
import org.tongmai.kernel.Rounds;
import org.tongmai.person.Persons;
import org.tongmai.store.Feed;
import org.tongmai.store.Store;
import org.tongmai.surveillance.capture.Triggers;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.RegionTables;

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
    CardLists cardLists(JdbcClient jdbc) {
        return new CardLists(jdbc);
    }

    @Bean
    CardEvidence cardEvidence(JdbcClient jdbc) {
        return new CardEvidence(jdbc);
    }

    @Bean
    CardSight cardSight(Jurisdiction.Finder jurisdictions, Access access, Store store, Looks looks) {
        return new CardSight(jurisdictions, access, store, looks);
    }

    @Bean
    Places places(Directory directory, Clock clock) {
        return new Places(directory, clock);
    }

    @Bean
    Duplicates duplicates(
            CardStore cards,
            CardEvidence evidence,
            CountStore counts,
            DiseaseList list,
            Persons persons,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Duplicates(cards, evidence, counts, list, persons, new TransactionTemplate(transactions), clock);
    }

    @Bean
    CountStore countStore(JdbcClient jdbc) {
        return new CountStore(jdbc);
    }

    /** Where the node is; a node of the whole country where nobody says it. */
    private static RegionCode node(Environment environment) {
        return new RegionCode(environment.getProperty("tongmai.region", RegionCode.NATION));
    }

    @Bean
    Overdue overdue(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        return new Overdue(jdbc, new TransactionTemplate(transactions), clock);
    }

    @Bean
    BroughtStore broughtStore(JdbcClient jdbc, CountStore counts) {
        return new BroughtStore(jdbc, counts);
    }

    @Bean
    Brought brought(
            BroughtStore store,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Brought(store, list, jurisdictions, new TransactionTemplate(transactions), clock);
    }

    @Bean
    ProductStore productStore(JdbcClient jdbc) {
        return new ProductStore(jdbc);
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
    Drafts drafts(
            Store store,
            Directory directory,
            Places places,
            SurveillanceSettings settings,
            Environment environment,
            Clock clock) {
        return new Drafts(store, directory, places, node(environment), settings.history(), clock);
    }

    @Bean
    Sightings sightings(
            Store store,
            Persons persons,
            DiseaseList list,
            Drafts drafts,
            CountStore counts,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Sightings(
                store, persons, new Triggers(list), drafts, counts, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Divisions divisions(Directory directory, Environment environment, Clock clock) {
        return new Divisions(directory, node(environment), clock);
    }

    @Bean
    RumourStore rumourStore(JdbcClient jdbc) {
        return new RumourStore(jdbc);
    }

    @Bean
    Rumours rumours(
            RumourStore store,
            CountStore counts,
            Alarms alarms,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Rumours(store, counts, alarms, list, jurisdictions, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Items items(
            Rumours rumours,
            RumourStore store,
            Divisions divisions,
            Jurisdiction.Finder jurisdictions,
            DiseaseList list,
            Clock clock) {
        return new Items(rumours, store, divisions, jurisdictions, list, clock);
    }

    @Bean
    Sources sources(JdbcClient jdbc, DiseaseList list, Clock clock) {
        return new Sources(new SourceStore(jdbc), list, clock);
    }

    @Bean
    Capture capture(
            Store store,
            Persons persons,
            DiseaseList list,
            Drafts drafts,
            CardStore cards,
            CardEvidence evidence,
            Duplicates duplicates,
            CountStore counts,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Capture(
                store,
                persons,
                list,
                drafts,
                cards,
                evidence,
                duplicates,
                counts,
                new TransactionTemplate(transactions),
                clock);
    }

    @Bean
    ReportCards reportCards(
            CardStore cards,
            CardLists lists,
            CardEvidence evidence,
            CardSight sight,
            CountStore counts,
            DiseaseList list,
            Places places,
            Persons persons,
            Duplicates duplicates,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new ReportCards(
                cards,
                lists,
                evidence,
                sight,
                counts,
                list,
                new CardWriting(places, list),
                persons,
                duplicates,
                new TransactionTemplate(transactions),
                clock);
    }

    @Bean
    Signals signals(
            SignalStore store,
            ProductStore products,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Signals(store, products, list, jurisdictions, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Cases cases(
            Signals signals,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            CardStore cards,
            Looks looks,
            Feed feed,
            Clock clock) {
        return new Cases(signals, list, jurisdictions, cards, looks, feed, clock);
    }

    @Bean
    Alarms alarms(
            SignalStore store,
            DiseaseList list,
            Environment environment,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Alarms(store, node(environment), list, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Detection detection(
            CountStore counts, BroughtStore brought, CardLists cards, DiseaseList list, Alarms alarms, Clock clock) {
        return new Detection(counts, brought, cards, list, alarms, clock);
    }

    @Bean
    RegionNames regionNames(Directory directory, Clock clock) {
        return new RegionNames(directory, clock);
    }

    @Bean
    SeriesViews seriesViews(CountStore counts, BroughtStore brought, DiseaseList list, Clock clock) {
        return new SeriesViews(counts, brought, list, clock);
    }

    @Bean
    Overview overview(
            JdbcClient jdbc,
            CountStore counts,
            DiseaseList list,
            Directory directory,
            RegionNames names,
            SurveillanceSettings settings,
            Clock clock) {
        String tables = settings.tables();
        String shapes = settings.shapes();
        return new Overview(
                new OverviewStore(jdbc),
                counts,
                list,
                RegionTables.of(tables == null ? null : Path.of(tables)),
                Shapes.of(shapes == null ? null : Path.of(shapes)),
                directory,
                names,
                clock);
    }

    @Bean
    Rounds surveillanceRounds(
            ReportCards cards,
            Overdue overdue,
            Duplicates duplicates,
            Detection detection,
            Sources sources,
            SurveillanceSettings settings) {
        return new Rounds("surveillance", settings.every(), () -> {
            cards.tick();
            overdue.round();
            duplicates.round();
            sources.round();
            return detection.round();
        });
    }

    /** What begins once everything is there. */
    @Bean
    SmartInitializingSingleton surveillanceStart(Feed feed, Capture capture, Sightings sightings) {
        return () -> {
            feed.register(Capture.READER, Triggers.TYPES, capture);
            feed.register(Sightings.READER, Sightings.TYPES, sightings);
        };
    }
}
