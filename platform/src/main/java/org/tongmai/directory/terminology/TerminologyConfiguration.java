package org.tongmai.directory.terminology;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tongmai.directory.Directory;
import org.tongmai.store.Store;

/** Puts the terminology together and makes it known to search. */
@Configuration(proxyBeanMethods = false)
class TerminologyConfiguration {

    @Bean
    Terminology terminology(Store store, Directory directory, Clock clock) {
        var terminology = new Terminology(store, directory, clock);
        store.terms(terminology);
        return terminology;
    }
}
