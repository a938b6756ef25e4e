package org.tongmai.fhir;

import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.tongmai.access.Access;
import org.tongmai.access.Looks;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.fhir.validation.Validator;
import org.tongmai.store.Store;

/** Puts the FHIR interface together. */
@Configuration(proxyBeanMethods = false)
class FhirConfiguration {

    @Bean
    ResourceRules resourceRules(Clock clock) {
        return new ResourceRules(new IdentityRules(clock));
    }

    @Bean
    Interactions interactions(Store store, ResourceRules rules) {
        return new Interactions(store, rules);
    }

    @Bean
    Reading reading(Store store, Access access, Looks looks) {
        return new Reading(store, access, looks);
    }

    @Bean
    Operation everything(Reading reading) {
        return new Everything(reading);
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
            Interactions interactions,
            Looks looks,
            List<Operation> operations,
            ApplicationEventPublisher events,
            Clock clock) {
        var bodies = new BodyReader();
        var servlet = new FhirServlet(
                reading,
                new Writing(interactions, reading, bodies, events, clock),
                new AuditSearch(looks),
                new Operations(operations, bodies),
                clock.instant());
        var registration = new ServletRegistrationBean<>(servlet, "/fhir", "/fhir/*");
        registration.setName("fhir");
        return registration;
    }
}
