package org.tongmai.person;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tongmai.store.Feed;

@Configuration(proxyBeanMethods = false)
class StubConfiguration {
    @Bean
    Persons persons(Feed feed) {
        return new Persons(feed);
    }
}
