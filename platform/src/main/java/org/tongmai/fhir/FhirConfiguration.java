package org.tongmai.fhir;

import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.tongmai.access.Access;
import org.tongmai.access.IdentityQueries;
import org.tongmai.access.Looks;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.fhir.validation.Validator;
import org.tongmai.store.Reindexing;
import org.tongmai.store.Store;

/** Puts the FHIR interface together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WritingSettings.class)
class FhirConfiguration {

    @Bean
    ResourceRules resourceRules(Clock clock) {
        return new ResourceRules(new IdentityRules(clock));
    }

    @Bean
    Interactions interactions(Store store, ResourceRules rules, WritingSettings settings) {
        store.refuseDeletionOfReferred(settings.refuseDeletionOfReferred());
        return new Interactions(store, rules);
    }

    @Bean
    Disclosure disclosure(Store store, Access access, Looks looks) {
        return new Disclosure(store, access, looks);
    }

    @Bean
    Reading reading(Store store, Disclosure disclosure) {
        return new Reading(store, disclosure);
    }

    @Bean
    Operation patientEverything(Store store, Disclosure disclosure) {
        return new Everything("Patient", store, disclosure);
    }

    @Bean
    Operation encounterEverything(Store store, Disclosure disclosure) {
        return new Everything("Encounter", store, disclosure);
    }

    @Bean
    Operation match(IdentityQueries identities, Clock clock) {
        return new Match(identities, new IdentityRules(clock));
    }

    @Bean
    Operation crossReference(IdentityQueries identities) {
        return new CrossReference(identities);
    }

    @Bean
    Operation meta(Store store, Disclosure disclosure) {
        return new Meta(store, disclosure);
    }

    @Bean
    Operation reindexStatus(Store store, Disclosure disclosure, Reindexing reindexing) {
        return new ReindexStatus(store, disclosure, reindexing);
    }

    @Bean
    Operation metaAdd(Interactions interactions) {
        return new MetaChange(MetaChange.Does.ADD, interactions);
    }

    @Bean
    Operation metaDelete(Interactions interactions) {
        return new MetaChange(MetaChange.Does.DELETE, interactions);
    }

    /** Observes the API and the pages; what it costs would be a third of a FHIR read. */
    @Bean
    FilterRegistrationBean<ServerHttpObservationFilter> observed(ObservationRegistry observations) {
        var registration = new FilterRegistrationBean<>(new ServerHttpObservationFilter(observations));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
        registration.addUrlPatterns("/api/*");
        return registration;
    }

    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    Operation validate(Reading reading, ResourceRules rules, Store store, Terminology terminology) {
        return new Validate(reading, rules, new Validator(store, terminology));
    }

    /** A plain servlet beside Spring MVC: it streams bytes and costs half as much for each request. */
    @Bean
    ServletRegistrationBean<FhirServlet> fhir(
            Reading reading,
            Store store,
            Disclosure disclosure,
            Interactions interactions,
            Looks looks,
            List<Operation> offered,
            SubmissionLog log,
            Clock clock) {
        var bodies = new BodyReader();
        var operations = new Operations(offered, bodies);
        var servlet = new FhirServlet(
                reading,
                new Histories(store, disclosure),
                new Writing(interactions, reading, bodies, log, clock),
                new AuditSearch(looks),
                operations,
                new Capability(operations, clock.instant()));
        var registration = new ServletRegistrationBean<>(servlet, "/fhir", "/fhir/*");
        registration.setName("fhir");
        return registration;
    }
}
