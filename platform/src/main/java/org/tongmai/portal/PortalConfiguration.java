package org.tongmai.portal;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tongmai.access.Access;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Looks;
import org.tongmai.access.Treatments;
import org.tongmai.exchange.CrossRecord;
import org.tongmai.store.Store;

/** Puts together what the pages need, and the pages themselves. */
@Configuration(proxyBeanMethods = false)
class PortalConfiguration {

    @Bean
    Charts charts(Store store, InstitutionNames institutions) {
        return new Charts(store, institutions);
    }

    @Bean
    Records records(Access access, Looks looks, Charts charts, CrossRecord elsewhere) {
        return new Records(access, looks, charts, elsewhere::connected);
    }

    @Bean
    Elsewhere elsewhere(CrossRecord records) {
        return new Elsewhere(records);
    }

    @Bean
    Desk desk(Access access, Treatments treatments, Looks looks, Charts charts) {
        return new Desk(access, treatments, looks, charts);
    }

    @Bean
    Pages pages() {
        return new Pages();
    }
}
