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
import org.tongmai.directory.Directory;
import org.tongmai.kernel.Rounds;
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
            Accounts accounts,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Events(
                store, ledger, plans, cases, resources, accounts, new TransactionTemplate(transactions), clock);
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
    Rounds emergencyRounds(Events events, EmergencySettings settings) {
        return new Rounds("emergency", settings.every(), events::tick);
    }
}
