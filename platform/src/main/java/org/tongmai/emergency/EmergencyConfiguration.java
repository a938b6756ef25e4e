package org.tongmai.emergency;

import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Accounts;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Looks;
import org.tongmai.access.Statements;
import org.tongmai.directory.Directory;
import org.tongmai.kernel.Rounds;
import org.tongmai.print.Printer;
import org.tongmai.surveillance.Cases;

/** Puts emergency command together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EmergencySettings.class)
class EmergencyConfiguration {

    @Bean
    PlanList planList(EmergencySettings settings, Cases cases) {
        String tables = settings.tables();
        return PlanList.of(tables == null ? null : Path.of(tables), cases.everCounted());
    }

    @Bean
    EventStore emergencyEventStore(JdbcClient jdbc) {
        return new EventStore(jdbc);
    }

    @Bean
    Ledger eventLedger(EventStore store, Cases cases, PlatformTransactionManager transactions, Clock clock) {
        return new Ledger(store, cases, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Events events(
            EventStore store,
            Ledger ledger,
            PlanList plans,
            Cases cases,
            Resources resources,
            Disposals disposals,
            PlatformTransactionManager transactions) {
        return new Events(store, ledger, plans, cases, resources, disposals, new TransactionTemplate(transactions));
    }

    @Bean
    Grading grading(Ledger ledger, PlanList plans, Cases cases) {
        return new Grading(ledger, plans, cases);
    }

    @Bean
    Roster roster(Ledger ledger, Events events, Accounts accounts) {
        return new Roster(ledger, events, accounts);
    }

    @Bean
    Tasks eventTasks(EventStore store, Ledger ledger, Events events, Resources resources) {
        return new Tasks(store, ledger, events, resources);
    }

    @Bean
    Disposals disposals(JdbcClient jdbc, Ledger ledger, Statements statements, EmergencySettings settings) {
        return new Disposals(jdbc, ledger, statements, settings.retention());
    }

    @Bean
    Deadlines eventDeadlines(
            EventStore store, Ledger ledger, Disposals disposals, PlatformTransactionManager transactions) {
        return new Deadlines(store, ledger, disposals, new TransactionTemplate(transactions));
    }

    @Bean
    PersonStore emergencyPersonStore(JdbcClient jdbc) {
        return new PersonStore(jdbc);
    }

    @Bean
    Sight emergencySight(JdbcClient jdbc, Ledger ledger, Looks looks) {
        return new Sight(jdbc, ledger, looks);
    }

    @Bean
    People people(PersonStore store, Ledger ledger, Sight sight, Cases cases) {
        return new People(store, ledger, sight, cases);
    }

    @Bean
    Places emergencyPlaces(JdbcClient jdbc, PersonStore people, Ledger ledger) {
        return new Places(jdbc, people, ledger);
    }

    @Bean
    Chains chains(JdbcClient jdbc, PersonStore people, Ledger ledger) {
        return new Chains(new MeetingStore(jdbc), people, ledger);
    }

    @Bean
    FollowUps followUps(JdbcClient jdbc, PersonStore people, Ledger ledger, Sight sight) {
        return new FollowUps(jdbc, people, ledger, sight);
    }

    @Bean
    Samples samples(JdbcClient jdbc, PersonStore people, Ledger ledger) {
        return new Samples(jdbc, people, ledger);
    }

    @Bean
    Reports situationReports(
            JdbcClient jdbc,
            EventStore events,
            Ledger ledger,
            Cases cases,
            Directory directory,
            InstitutionNames names,
            Printer printer) {
        return new Reports(new ReportStore(jdbc), events, ledger, cases, directory, names, printer);
    }

    @Bean
    ResourceStore resourceStore(JdbcClient jdbc) {
        return new ResourceStore(jdbc);
    }

    @Bean
    Resources resources(
            ResourceStore store,
            Ledger ledger,
            Cases cases,
            Directory directory,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Resources(store, ledger, cases, directory, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Transfers transfers(ResourceStore store, Resources resources, Ledger ledger) {
        return new Transfers(store, resources, ledger);
    }

    @Bean
    Rounds emergencyRounds(Deadlines deadlines, EmergencySettings settings) {
        return new Rounds("emergency", settings.every(), deadlines::tick);
    }
}
