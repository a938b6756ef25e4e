package org.tongmai.directory.terminology;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tongmai.directory.Directory;
import org.tongmai.store.Store;

/** Puts the terminology together. */
@Configuration(proxyBeanMethods = false)
class TerminologyConfiguration {

    @Bean
    Terminology terminology(Store store, Directory directory, Clock clock) {
        return new Terminology(store, directory, clock);
    }
}
