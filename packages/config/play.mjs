import { z } from 'zod';
import { definePlugin, PluginRegistry } from '@saddle/core';
import { loadConfig, toYaml, configHash } from '@saddle/config';
const r = new PluginRegistry();
const P=(k,n,o)=>r.add(definePlugin(k,{name:n,summary:n,...(o?{options:o}:{}),create:()=>{throw 1}}),'fake');
P('dataset','ring',z.strictObject({modes:z.int().min(1).default(8).describe('Modes')}));
P('latent','normal',z.strictObject({size:z.int().min(1).default(16)}));
P('architecture','mlp',z.object({hidden:z.array(z.int().min(1)).default([64,64]).describe('Sizes')}));
P('loss','minimax');P('loss','non-saturating',z.strictObject({labelSmoothing:z.number().gte(0).lt(1).default(0)}));
P('optimizer','adam',z.strictObject({beta1:z.number().gte(0).lt(1).default(0.9)}));
P('schedule','cosine');P('schedule','linear');
P('procedure','alternating',z.strictObject({discriminatorSteps:z.union([z.int().min(1),z.literal('auto')]).default(1)}));
try { const c = await loadConfig(process.argv[2],{registry:r,overrides:process.argv.slice(3),loadPlugins:async()=>{}}); console.log(toYaml(c), configHash(c)); console.log(c.at('data.modes'), c.at('optimizers.generator'), c.at('budget.iterations')); }
catch(e){ console.log(e.message); console.log(e.issues?.map(i=>i.code).join(' ')); if(!e.code) console.log(e.stack) }
