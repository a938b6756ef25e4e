package org.tongmai.fhir;

import java.time.Clock;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tongmai.access.Access;
import org.tongmai.access.Looks;
import org.tongmai.store.Store;

/** Puts the FHIR interface together. */
@Configuration(proxyBeanMethods = false)
class FhirConfiguration {

    @Bean
    Interactions interactions(Store store, Clock clock) {
        return new Interactions(store, new ResourceRules(new IdentityRules(clock)));
    }

    /** A plain servlet beside Spring MVC: it streams bytes and costs half as much for each request. */
    @Bean
    ServletRegistrationBean<FhirServlet> fhir(
            Store store,
            Interactions interactions,
            Access access,
            Looks looks,
            ApplicationEventPublisher events,
            Clock clock) {
        var servlet = new FhirServlet(
                new Reading(store, access, looks),
                new Writing(interactions, new BodyReader(), events, clock),
                new AuditSearch(looks),
                clock.instant());
        var registration = new ServletRegistrationBean<>(servlet, "/fhir", "/fhir/*");
        registration.setName("fhir");
        return registration;
    }
}
