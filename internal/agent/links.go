package agent

import (
	"lampd/internal/lamp"
	"lampd/internal/mqttlink"
	"lampd/internal/wire"
)

// link makes the lamp's own link.
func (a *Agent) link(news <-chan lamp.Report) (*mqttlink.Lamp, error) {
	c := a.Config
	topics, err := wire.NewTopics(c.ID, c.Groups, c.HomeAssistant.Prefix, c.Topics)
	if err != nil {
		return nil, err
	}
	return &mqttlink.Lamp{
		Link: mqttlink.Link{
			Options:  c.Broker,
			ClientID: "lampd-" + c.ID,
			Dial:     a.Dial,
			Log:      a.Log,
		},
		Topics:    topics,
		Owner:     a.lamp,
		News:      news,
		Info:      a.info,
		Discovery: func() []byte { return a.discovery(topics) },
		Watch:     a.status,
	}, nil
}

// courseLink makes the second link, that of the course's lamp.
func (a *Agent) courseLink(news <-chan lamp.Report) *mqttlink.Course {
	return &mqttlink.Course{
		Link: mqttlink.Link{
			Options: a.Config.Lampi.Broker,
			Dial:    a.Dial,
			Log:     a.Log.With("link", "lampi"),
			Notify:  func(s mqttlink.Status) { a.course.Store(&s) },
		},
		Owner: a.lamp,
		News:  news,
	}
}

// probed returns every link of the lamp without the lamp, for Check.
func (a *Agent) probed() ([]*mqttlink.Link, error) {
	link, err := a.link(nil)
	if err != nil {
		return nil, err
	}
	links := []*mqttlink.Link{link.Probed()}
	if a.Config.Lampi.Enabled {
		links = append(links, a.courseLink(nil).Probed())
	}
	return links, nil
}

// status tells systemd and whoever else asked how the connection is.
func (a *Agent) status(s mqttlink.Status) {
	a.service.status(s)
	if a.Status != nil {
		a.Status(s)
	}
}
