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

    @Bean
    IdentityStore identityStore(JdbcClient database) {
        return new IdentityStore(database);
    }

    @Bean
    LinkStore linkStore(JdbcClient database) {
        return new LinkStore(database);
    }

    @Bean
    WordStore wordStore(JdbcClient database) {
        return new WordStore(database);
    }

    @Bean
    ModelStore modelStore(JdbcClient database) {
        return new ModelStore(database);
    }

    @Bean
    QualityStore qualityStore(JdbcClient database) {
        return new QualityStore(database);
    }

    @Bean
    PartingStore partingStore(JdbcClient database) {
        return new PartingStore(database);
    }

    @Bean
    PersonIndex personIndex(
            IdentityStore identities,
            LinkStore links,
            WordStore words,
            PartingStore partings,
            ModelStore models,
            QualityStore quality,
            Clock clock) {
        return new PersonIndex(identities, links, words, partings, models, quality, clock);
    }

    @Bean
    IndexChange personChange(
            LinkStore links, PlatformTransactionManager transactions, ApplicationEventPublisher events) {
        return new IndexChange(links, new TransactionTemplate(transactions), events);
    }

    @Bean(initMethod = "start")
    Models models(ModelStore models, IdentityStore identities, PersonIndex index, IndexChange change, Clock clock) {
        return new Models(models, identities, index, change, clock);
    }

    @Bean(initMethod = "start")
    Persons persons(
            JdbcClient database,
            IdentityStore identities,
            LinkStore links,
            WordStore words,
            PartingStore partings,
            ModelStore models,
            PersonIndex index,
            QualityStore quality,
            Store store,
            IndexChange change,
            Clock clock) {
        var reader = new PatientReader();
        var domains = new PatientDomains(database);
        return new Persons(
                identities,
                links,
                words,
                models,
                new Matching(identities, links, models),
                new Decisions(identities, links, words, index, change, clock),
                new Stewardship(quality, partings, clock),
                domains,
                new PatientFeed(
                        store, reader, domains, new Replacements(database, store, identities), index, change, clock),
                reader,
                store,
                clock);
    }

    @Bean
    ModelRoutes modelRoutes(Models models) {
        return new ModelRoutes(models);
    }

    @Bean
    PersonRoutes personRoutes(Persons persons, Directory directory, ApplicationEventPublisher events, Clock clock) {
        return new PersonRoutes(persons, directory, events, clock);
    }

    @Bean
    StewardRoutes stewardRoutes(Persons persons, PersonRoutes routes) {
        return new StewardRoutes(persons, routes);
    }
}
