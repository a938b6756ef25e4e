package org.tongmai.person;

import java.time.Clock;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.directory.Directory;
import org.tongmai.store.Store;

/** Puts the person index together. */
@Configuration(proxyBeanMethods = false)
class PersonConfiguration {

    @Bean(initMethod = "start")
    Persons persons(
            JdbcClient database,
            Store store,
            PlatformTransactionManager transactions,
            ApplicationEventPublisher events,
            Clock clock) {
        var identities = new IdentityStore(database);
        var links = new LinkStore(database);
        return new Persons(
                identities,
                links,
                new Matching(database, identities, links),
                new Replacements(database, store),
                new Stewardship(new QualityStore(database), clock),
                new PatientDomains(database),
                store,
                new TransactionTemplate(transactions),
                events,
                clock);
    }

    @Bean
    PersonRoutes personRoutes(Persons persons, Directory directory, ApplicationEventPublisher events, Clock clock) {
        return new PersonRoutes(persons, directory, events, clock);
    }

    @Bean
    StewardRoutes stewardRoutes(Persons persons, PersonRoutes routes, ApplicationEventPublisher events) {
        return new StewardRoutes(persons, routes, events);
    }
}
